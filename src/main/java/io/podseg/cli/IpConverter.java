package io.podseg.cli;

import io.podseg.model.Ip;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an IP address; names are not looked up. */
final class IpConverter implements ITypeConverter<Ip> {
    @Override
    public Ip convert(String text) {
        return Ip.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is no IP address; expected one such as 203.0.113.10 or 2001:db8::1"));
    }
}
