package io.podseg.cli;

import io.podseg.reconcile.ServiceUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the URL of a service on this host, or nothing; whether somebody listens is not asked. */
final class ConnectionConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (!text.isBlank()) {
            try {
                ServiceUrl.socket(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
        return text;
    }
}
