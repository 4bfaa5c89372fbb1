package io.podseg.conformance;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Who takes part in the conformance cases: the pods of {@code world.yaml}, the outside host and the network's resolver. */
public final class Nine {
    /** Folder of the cases. */
    public static final Path FOLDER = Path.of("src/test/resources/conformance");

    /** The pods, their namespaces and their network. */
    public static final Path WORLD = FOLDER.resolve("world.yaml");

    /** The outside host, which has two addresses. */
    public static final String OUTSIDE = "outside";

    /** The resolver of the network. */
    public static final String DNS = "dns";

    /** {@code x/a} to {@code z/c}. */
    public static final List<String> PODS = pods();

    /** What the cases ask for. TCP and UDP are served by the pods and the outside host. */
    static final List<Port> PORTS = Arrays.stream(Protocol.values())
            .flatMap(protocol -> Stream.of(new Port(80, protocol), new Port(81, protocol)))
            .toList();

    private Nine() {}

    private static List<String> pods() {
        var pods = new ArrayList<String>();
        for (String namespace : List.of("x", "y", "z")) {
            for (String name : List.of("a", "b", "c")) {
                pods.add(namespace + "/" + name);
            }
        }
        return List.copyOf(pods);
    }

    /** Somebody's address of a family. */
    public static Ip address(String who, Family family) {
        boolean four = family == Family.V4;
        return switch (who) {
            case OUTSIDE -> Ip.of(four ? "203.0.113.10" : "2001:db8::10");
            case DNS -> Ip.of(four ? "10.96.0.1" : "fd96::1");
            default -> {
                int number = (who.charAt(0) - 'x' + 1) * 16 + who.charAt(2) - 'a' + 1;
                yield Ip.of(four ? "10.96.0." + number : "fd96::" + Integer.toHexString(number));
            }
        };
    }

    /** Id in podseg's tables; the outside host is one endpoint for each of its addresses. */
    public static String id(String who, Family family) {
        return switch (who) {
            case OUTSIDE -> address(who, family).toString();
            case DNS -> "kube-system/dns-nine";
            default -> who;
        };
    }

    /** Every connection between pods and between each pod and the outside host, by both families. */
    public static List<Attempt> attempts() {
        return attempts(PORTS, false);
    }

    /** The same at some ports, with the resolver or without. */
    static List<Attempt> attempts(List<Port> ports, boolean dns) {
        var who = new ArrayList<>(PODS);
        who.add(OUTSIDE);
        if (dns) {
            who.add(DNS);
        }
        var all = new ArrayList<Attempt>();
        for (String from : who) {
            for (String to : who) {
                if (PODS.contains(from) || PODS.contains(to)) {
                    for (Port port : ports) {
                        for (Family family : Family.values()) {
                            all.add(new Attempt(from, to, port, family));
                        }
                    }
                }
            }
        }
        return all;
    }
}
