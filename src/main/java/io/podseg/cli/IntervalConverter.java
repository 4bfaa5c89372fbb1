package io.podseg.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the time between two looks: as {@link TimeoutConverter} does, at least ten seconds and at most a day. */
final class IntervalConverter implements ITypeConverter<Duration> {
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofDays(1);

    @Override
    public Duration convert(String text) {
        Duration interval = new TimeoutConverter().convert(text);
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new TypeConversionException("'" + text + "' is no interval; expected 10s to 24h");
        }
        return interval;
    }
}
