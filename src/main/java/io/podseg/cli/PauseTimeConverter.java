package io.podseg.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long a pause lasts: as {@link TimeoutConverter} does, but not nothing. */
final class PauseTimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        Duration time = new TimeoutConverter().convert(text);
        if (time.isZero()) {
            throw new TypeConversionException("'" + text + "' is no time to pause for; to end a pause: podseg resume");
        }
        return time;
    }
}
