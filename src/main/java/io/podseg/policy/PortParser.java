package io.podseg.policy;

import static io.podseg.policy.Problems.quote;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the ports of rules; the checks are those of Kubernetes's ValidateNetworkPolicyPort. */
final class PortParser {
    private final Problems problems;

    PortParser(Problems problems) {
        this.problems = problems;
    }

    List<PortMatch> parse(List<@Nullable NetworkPolicyPort> declared, String pointer) {
        List<PortMatch> ports = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            parse(declared.get(i), pointer + "/" + i).ifPresent(ports::add);
        }
        return ports;
    }

    private Optional<PortMatch> parse(@Nullable NetworkPolicyPort declared, String pointer) {
        if (declared == null) {
            problems.error(pointer, "an empty item; expected protocol, port or both (leave ports out for any port)");
            return Optional.empty();
        }
        Optional<Protocol> protocol = protocol(declared.getProtocol(), pointer + "/protocol");
        Integer end = declared.getEndPort();
        IntOrString port = declared.getPort();
        if (port == null) {
            if (end != null) {
                problems.error(pointer + "/endPort", "endPort " + end + " without port; expected the first port too");
                return Optional.empty();
            }
            return protocol.map(transport -> new NumberedPort(transport, Optional.empty()));
        }
        if (port.getIntVal() == null) {
            return named(protocol, port.getStrVal() == null ? "" : port.getStrVal(), end, pointer);
        }
        Optional<PortRange> range = range(port.getIntVal(), end, pointer);
        return protocol.flatMap(transport -> range.map(ports -> new NumberedPort(transport, Optional.of(ports))));
    }

    private Optional<Protocol> protocol(@Nullable String text, String pointer) {
        return switch (text) {
            case null -> Optional.of(Protocol.TCP);
            case "TCP" -> Optional.of(Protocol.TCP);
            case "UDP" -> Optional.of(Protocol.UDP);
            case "SCTP" -> Optional.of(Protocol.SCTP);
            default -> {
                problems.error(
                        pointer,
                        "protocol " + quote(text) + " is not known; expected TCP, UDP or SCTP"
                                + Problems.meant(text, "TCP", "UDP", "SCTP"));
                yield Optional.empty();
            }
        };
    }

    private Optional<PortMatch> named(Optional<Protocol> protocol, String name, @Nullable Integer end, String pointer) {
        boolean good = Names.isPortName(name);
        if (!good) {
            String hint = name.matches("\\d+") ? "; a quoted number is taken for a name: leave the quotes out" : "";
            problems.error(
                    pointer + "/port", "port name " + quote(name) + " is not valid; expected " + Names.PORT + hint);
        }
        if (end != null) {
            problems.error(
                    pointer + "/endPort", "endPort " + end + " with a named port; expected a numeric port before it");
            return Optional.empty();
        }
        return good ? protocol.map(transport -> new NamedPort(transport, name)) : Optional.empty();
    }

    private Optional<PortRange> range(int first, @Nullable Integer end, String pointer) {
        boolean good = checkNumber("port", first, pointer + "/port");
        int last = first;
        if (end != null) {
            last = end;
            good &= checkNumber("endPort", last, pointer + "/endPort");
            if (good && last < first) {
                problems.error(
                        pointer + "/endPort",
                        "endPort " + last + " is below port " + first + "; expected " + first + " to " + PortRange.MAX);
                good = false;
            }
        }
        return good ? Optional.of(new PortRange(first, last)) : Optional.empty();
    }

    private boolean checkNumber(String field, int number, String pointer) {
        boolean good = number >= 1 && number <= PortRange.MAX;
        if (!good) {
            problems.error(pointer, field + " " + number + " is out of range; expected 1 to " + PortRange.MAX);
        }
        return good;
    }
}
