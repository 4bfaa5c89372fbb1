package io.podseg.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many of something are allowed: 0 and up. */
final class CountConverter implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,9}");

    @Override
    public Integer convert(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is no count; expected 0 or more, such as 3");
        }
        return Integer.valueOf(text);
    }
}
