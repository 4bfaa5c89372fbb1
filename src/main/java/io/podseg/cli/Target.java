package io.podseg.cli;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An end of a connection as a user writes it: {@code ns/name}, {@code name}, an address, each with {@code :PORT[/PROTOCOL]} where
 * that is wanted; an IPv6 address with a port in brackets.
 *
 * @param name pod, resolver or address
 * @param port number or name of a port
 * @param protocol transport
 */
record Target(String name, Optional<String> port, Optional<Protocol> protocol) {
    private static final Pattern FORM = Pattern.compile(
            "(\\[[0-9A-Fa-f:.]+\\]|[^:\\[\\]]+)(?::([0-9]{1,5}|[A-Za-z0-9-]{1,15})(?:/(tcp|udp|sctp))?)?",
            Pattern.CASE_INSENSITIVE);

    /** Reads one. */
    static final class Converter implements ITypeConverter<Target> {
        @Override
        public Target convert(String text) {
            return parse(text)
                    .orElseThrow(() -> new TypeConversionException("'" + text
                            + "' is no end of a connection; expected a pod or an address, such as shop/web:80/TCP,"
                            + " 203.0.113.10:53/UDP or [fd00::1]:80"));
        }
    }

    static Optional<Target> parse(String text) {
        if (Ip.parse(text).isPresent()) {
            return Optional.of(new Target(text, Optional.empty(), Optional.empty()));
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        boolean bracketed = name.startsWith("[");
        String bare = bracketed ? name.substring(1, name.length() - 1) : name;
        if (bracketed && Ip.parse(bare).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Target(
                bare,
                Optional.ofNullable(matcher.group(2)),
                Optional.ofNullable(matcher.group(3))
                        .map(protocol -> Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)))));
    }
}
