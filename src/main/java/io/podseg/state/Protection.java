package io.podseg.state;

import java.util.List;

/**
 * Where the policies of a pod are enforced.
 *
 * @param host by the chains of the namespace that holds the bridges
 * @param pod by a ruleset in the pod's own network namespace, put there before any of its processes runs
 * @param why one sentence for people, without a full stop
 */
public record Protection(boolean host, boolean pod, String why) {
    /** Capabilities with which a container could change the rules of its own network namespace, or go around them. */
    public static final List<String> WAYS_AROUND = List.of("BPF", "NET_ADMIN", "NET_RAW", "SYS_ADMIN", "SYS_MODULE");

    /** Where the policies of a pod are enforced that is there, as it was made. */
    public static Protection of(PodState pod) {
        return switch (pod.network().kind()) {
            case HOST -> new Protection(false, false, "it uses the host's network, where no policy selects it");
            case NONE -> new Protection(false, false, "it has no network");
            case SLIRP4NETNS, PASTA ->
                new Protection(
                        false,
                        pod.podLayer(),
                        pod.network().kind().word()
                                + " connects it, so that only its own network namespace sees its packets");
            case BRIDGE ->
                new Protection(
                        !pod.attachments().isEmpty(),
                        pod.podLayer(),
                        pod.podLayer()
                                ? "its bridge and its own network namespace see its packets"
                                : "its bridge sees its packets");
        };
    }

    /** {@code host}, {@code pod}, {@code host+pod} or {@code none}. */
    public String layers() {
        if (host) {
            return pod ? "host+pod" : "host";
        }
        return pod ? "pod" : "none";
    }
}
