package io.podseg.desired;

import io.podseg.model.Family;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.model.Hardening.UserNamespace.Mode;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.state.NetworkMode;
import io.podseg.state.NetworkMode.Kind;
import io.podseg.state.PodSpec;
import io.podseg.state.PodSpec.PublishedPort;
import io.podseg.state.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which layer enforces the policies of a pod: depends on how it is connected and on what the host can do, on nothing else. */
final class Layers {
    /** Annotation on a Pod, a template, or a Namespace as its default: the pod layer as a second line. */
    static final String ANNOTATION = "podseg.io/pod-layer";

    private static final String CLIENT_SEEN = "port_handler=slirp4netns";

    private final boolean rootless;

    Layers(HostFacts facts) {
        this.rootless = facts.rootless();
    }

    boolean rootless() {
        return rootless;
    }

    /**
     * Where the policies of a pod are enforced.
     *
     * @param asked whether the pod layer is asked for
     */
    Protection of(PodSpec pod, boolean asked) {
        return switch (pod.network().kind()) {
            case HOST -> new Protection(false, false, "it uses the host's network, where no policy selects it");
            case NONE -> new Protection(false, false, "it has no network");
            case SLIRP4NETNS, PASTA ->
                new Protection(
                        false,
                        !foreignUsers(pod),
                        pod.network().kind().word()
                                + " connects it, so that only its own network namespace sees its packets");
            case BRIDGE -> bridge(pod, asked && !foreignUsers(pod));
        };
    }

    private Protection bridge(PodSpec pod, boolean asked) {
        boolean published = rootless && !hiding(pod).isEmpty() && !foreignUsers(pod);
        String host = rootless
                ? "the namespace of rootless Podman's bridges sees its packets"
                : "the host sees the packets of its bridges";
        String more = published
                ? ", and its published ports end inside the pod"
                : asked ? ", and " + ANNOTATION + " asks for a second line inside the pod" : "";
        return new Protection(true, asked || published, host + more);
    }

    /**
     * Whether the pod has a user namespace in which the hook cannot work: it may enter no folder of whoever runs Podman
     * (podman#27646).
     */
    static boolean foreignUsers(PodSpec pod) {
        return users(pod).filter(users -> users.mode() != Mode.KEEP_ID).isPresent();
    }

    static Optional<UserNamespace> users(PodSpec pod) {
        return pod.settings().namespaces().users().filter(users -> users.mode() != Mode.HOST);
    }

    /** Published ports whose clients reach the pod as if they were the pod itself, by way of Podman's {@code rootlessport}. */
    List<PublishedPort> hiding(PodSpec pod) {
        if (!handsOn(pod.network())) {
            return List.of();
        }
        return pod.ports().stream()
                .filter(port -> port.hostIp().filter(Layers::isLoopback).isEmpty())
                .toList();
    }

    private boolean handsOn(NetworkMode network) {
        return rootless
                && (network.kind() == Kind.BRIDGE
                        || network.kind() == Kind.SLIRP4NETNS
                                && !network.options().contains(CLIENT_SEEN));
    }

    /** Who comes by the node's loopback interface is on the node, which may always reach its pods. */
    private static boolean isLoopback(Ip ip) {
        return ip.toString().startsWith("127.") || ip.toString().equals("::1");
    }

    /** Families of the clients that come to a port unseen: without an address of the host, it is open for both. */
    List<Family> hidden(PodSpec pod, int port, Protocol protocol) {
        List<Family> families = new ArrayList<>();
        for (PublishedPort published : hiding(pod)) {
            if (published.containerPort() == port && published.protocol() == protocol) {
                families.addAll(published
                        .hostIp()
                        .filter(ip -> !ip.toString().equals("0.0.0.0")
                                && !ip.toString().equals("::"))
                        .map(ip -> List.of(ip.family()))
                        .orElse(List.of(Family.values())));
            }
        }
        return families.stream().sorted().distinct().toList();
    }
}
