package io.podseg.e2e;

import io.podseg.lab.Lab;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two dual-stack networks in generations: a crowd of pods that each generation makes anew, with other roles at the same addresses,
 * beside pods that stay and only change labels. Ports say what is forbidden:
 *
 * <ul>
 *   <li>80 is allowed to everybody, always: the positive control.
 *   <li>81 is forbidden by both ends, 83 by the receiver alone, 84 by the sender alone.
 *   <li>82 opens and closes with the generations, 85 is for the privileged, who change with them.
 *   <li>86, 87 and 88 are allowed by one end in even generations and by the other in odd ones, hence never: by labels of pods, by
 *       rules of policies, and by labels of a namespace. Any mixture of two generations would open them.
 * </ul>
 */
final class Crowd {
    /** Pods of the crowd; each generation leaves every fourth out. */
    static final int SIZE = 16;

    /** Ports that no generation allows. */
    static final List<Integer> NEVER = List.of(81, 83, 84, 86, 87, 88);

    private static final int FIRST = 20;

    /** The pods that stay, with their last byte and network. */
    enum Resident {
        RECEIVER_A(10, 0, "kind: receiver"),
        RECEIVER_B(11, 1, "kind: receiver"),
        LOUD(12, 0, "loud: 'yes'"),
        SIDE_P(13, 0, "side: %s"),
        SIDE_Q(14, 1, "side: %s"),
        SWAP_R(15, 0, "swap: out"),
        SWAP_S(16, 1, "swap: in"),
        TEAM(17, 0, "x: 'y'");

        private final int host;
        private final int network;
        private final String label;

        Resident(int host, int network, String label) {
            this.host = host;
            this.network = network;
            this.label = label;
        }

        String container() {
            String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
            return (this == TEAM ? "teams_" : "") + name + "-main";
        }

        List<String> addresses() {
            return address(network, host);
        }

        private String yaml(int generation) {
            String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
            return pod(
                    name,
                    this == TEAM ? "teams" : "default",
                    label.formatted(even(generation) ? "a" : "b"),
                    addresses(),
                    network,
                    "image: localhost/podseg-test:1\n      command: [sleep, infinity]");
        }
    }

    private final String sender = Hammer.program();

    static boolean even(int generation) {
        return generation % 2 == 0;
    }

    /** IPv4 and IPv6 address of a pod. */
    static List<String> address(int network, int host) {
        return List.of("10." + (77 + network) + ".0." + host, "fd" + (77 + network) + "::" + Integer.toHexString(host));
    }

    static List<String> addresses(int member) {
        return address(member % 2, FIRST + member);
    }

    /** Whether a generation has this pod. */
    static boolean exists(int member, int generation) {
        return (member + generation) % 4 != 0;
    }

    static boolean privileged(int member, int generation) {
        return exists(member, generation) && (member + generation) % 3 == 0;
    }

    static boolean wide(int generation) {
        return generation % 3 == 0;
    }

    static long members(int generation) {
        return IntStream.range(0, SIZE).filter(i -> exists(i, generation)).count();
    }

    /** Whether a generation allows a connection to this port, judged without podseg. */
    static boolean allows(int generation, String source, String destination, int port) {
        return switch (port) {
            case 80 -> true;
            case 82 -> wide(generation) && member(destination) >= 0;
            case 85 -> member(source) >= 0 && privileged(member(source), generation);
            default -> false;
        };
    }

    private static int member(String address) {
        return IntStream.range(0, SIZE)
                .filter(i -> addresses(i).contains(address))
                .findFirst()
                .orElse(-1);
    }

    /** A target for the sender. */
    static String target(String protocol, String address, int port) {
        return protocol + ":"
                + HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress()) + ":" + port;
    }

    static List<String> targets(List<String> addresses, int... ports) {
        List<String> targets = new ArrayList<>();
        for (String address : addresses) {
            for (int port : ports) {
                targets.add(target("tcp", address, port));
                targets.add(target("udp", address, port));
            }
        }
        return targets;
    }

    /** The port from which the pods of a generation send datagrams. */
    static int mark(int generation) {
        return 10000 + generation;
    }

    /** Manifests of a generation. */
    String yaml(int generation) {
        List<String> documents = new ArrayList<>();
        for (int network = 0; network < 2; network++) {
            documents.add("""
                    apiVersion: podseg.io/v1alpha1
                    kind: Network
                    metadata: {name: crowd-%c}
                    spec: {ipv6: true, subnets: [{subnet: 10.%d.0.0/24}, {subnet: "fd%d::/64"}]}
                    """.formatted("ab".charAt(network), 77 + network, 77 + network));
        }
        documents.add("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: teams, labels: {team: %s}}
                """.formatted(even(generation) ? "a" : "b"));
        documents.addAll(CrowdPolicies.of(generation));
        for (Resident resident : Resident.values()) {
            documents.add(resident.yaml(generation));
        }
        IntStream.range(0, SIZE).filter(i -> exists(i, generation)).forEach(i -> documents.add(fresh(i, generation)));
        return String.join("---\n", documents);
    }

    /** Arguments of the program that sends, for a pod with this number. */
    static List<String> aims(int member, int mark) {
        List<String> aims = new ArrayList<>(List.of(Integer.toString(mark), "0.3"));
        aims.addAll(targets(Resident.RECEIVER_A.addresses(), 81, 83, 84, 85));
        aims.addAll(targets(Resident.RECEIVER_B.addresses(), 84, 83, 81, 85));
        aims.addAll(targets(addresses((member + 1) % SIZE), 81, 83));
        aims.addAll(targets(List.of(Lab.NODE, Lab.OUTSIDE, "10.77.0.1", "fd78::1"), 81));
        for (Resident receiver : List.of(Resident.RECEIVER_A, Resident.RECEIVER_B)) {
            aims.addAll(targets(receiver.addresses().subList(0, 1), 80));
        }
        aims.addAll(targets(List.of(Lab.OUTSIDE), 80));
        return aims;
    }

    private String fresh(int member, int generation) {
        String command =
                "image: localhost/podseg-servers:1\n      command:\n        - perl\n        - -e\n        - |\n"
                        + sender.indent(10)
                        + aims(member, mark(generation)).stream()
                                .map(word -> "        - '" + word + "'")
                                .collect(Collectors.joining("\n"));
        String role = privileged(member, generation) ? "privileged" : "plain";
        return pod(
                "fresh-" + member,
                "default",
                "kind: fresh, loud: 'yes', role: " + role,
                addresses(member),
                member % 2,
                command);
    }

    private static String pod(
            String name, String namespace, String labels, List<String> addresses, int network, String container) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  labels: {%s}
                  annotations: {podseg.io/networks: "crowd-%c:%s"}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: main
                      imagePullPolicy: Never
                      %s
                """.formatted(
                        name,
                        namespace,
                        labels,
                        "ab".charAt(network),
                        "ip=" + addresses.getFirst() + ",ip6=" + addresses.getLast(),
                        container);
    }
}
