package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
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

    /** slirp4netns(1): the third address of the block is DNS, the second the host. */
    private static final Cidr SLIRP = Cidr.of("10.0.2.0/24");

    private static final int SLIRP_HOST = 2;
    private static final int SLIRP_DNS = 3;
    private static final Ip SLIRP_HOST_6 = Ip.of("fd00::2");
    private static final Ip SLIRP_DNS_6 = Ip.of("fd00::3");

    /** What Podman tells pasta to hand on to the host's resolver (containers.conf(5), pasta(1) {@code --dns-forward}). */
    private static final Ip PASTA_DNS = Ip.of("169.254.1.1");

    public NetworkMode {
        options = List.copyOf(options);
    }

    /** Whether a process of the user carries its packets: no bridge, and no other pod to be reached by address. */
    public boolean userMode() {
        return kind == Kind.SLIRP4NETNS || kind == Kind.PASTA;
    }

    /** Where a pod that a process of the user connects finds DNS; none for others, whose networks have resolvers. */
    public List<Ip> resolvers() {
        return switch (kind) {
            case SLIRP4NETNS -> List.of(slirp(SLIRP_DNS), SLIRP_DNS_6);
            case PASTA -> List.of(PASTA_DNS);
            case BRIDGE, HOST, NONE -> List.of();
        };
    }

    /** Addresses by which the host speaks to a pod that slirp4netns connects; pasta gives it none of its own. */
    public List<Ip> hosts() {
        return kind == Kind.SLIRP4NETNS ? List.of(slirp(SLIRP_HOST), SLIRP_HOST_6) : List.of();
    }

    private Ip slirp(int number) {
        Cidr block = options.stream()
                .filter(option -> option.startsWith("cidr="))
                .flatMap(option -> Cidr.parse(option.substring("cidr=".length())).stream())
                .findFirst()
                .orElse(SLIRP);
        return new Ip(Family.V4, 0, block.base().low() + number);
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
