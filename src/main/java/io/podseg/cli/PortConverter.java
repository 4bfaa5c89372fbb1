package io.podseg.cli;

import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable.Port;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 80}, {@code 80/TCP} or {@code 53/udp}. */
final class PortConverter implements ITypeConverter<Port> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,5})(?:/(tcp|udp|sctp))?", Pattern.CASE_INSENSITIVE);

    @Override
    public Port convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            int number = Integer.parseInt(matcher.group(1));
            String protocol = matcher.group(2);
            if (number >= 1 && number <= PortRange.MAX) {
                return new Port(
                        number, protocol == null ? Protocol.TCP : Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)));
            }
        }
        throw new TypeConversionException(
                "'" + text + "' is no port; expected 1 to 65535 with /TCP, /UDP or /SCTP, such as 80/TCP");
    }
}
