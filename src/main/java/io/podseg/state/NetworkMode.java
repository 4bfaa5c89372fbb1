package io.podseg.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a pod is connected, as {@code podman run --network} has it.
 *
 * @param kind what Podman makes for it
 * @param options of {@code slirp4netns} and {@code pasta}, as they stand behind the colon
 */
public record NetworkMode(Kind kind, List<String> options) {
    /** On networks, which its attachments name. */
    public static final NetworkMode BRIDGE = new NetworkMode(Kind.BRIDGE, List.of());

    /** The host's own network. */
    public static final NetworkMode HOST = new NetworkMode(Kind.HOST, List.of());

    /** Nothing but its own loopback interface. */
    public static final NetworkMode NONE = new NetworkMode(Kind.NONE, List.of());

    public NetworkMode {
        options = List.copyOf(options);
    }

    /** Whether a process of the user carries its packets: no bridge, and no other pod to be reached by address. */
    public boolean userMode() {
        return kind == Kind.SLIRP4NETNS || kind == Kind.PASTA;
    }

    /** Reads what {@link #toString} writes, as {@code podman run --network} takes it; empty for the name of a network. */
    public static Optional<NetworkMode> parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        List<String> options =
                colon < 0 ? List.of() : List.of(text.substring(colon + 1).split(",", -1));
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .map(kind -> new NetworkMode(kind, options));
    }

    /** {@code slirp4netns:allow_host_loopback=true}. */
    @Override
    public String toString() {
        return kind.word() + (options.isEmpty() ? "" : options.stream().collect(Collectors.joining(",", ":", "")));
    }

    /** Podman's words for it. */
    public enum Kind {
        BRIDGE,
        HOST,
        NONE,
        SLIRP4NETNS,
        PASTA;

        /** As Podman spells it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
