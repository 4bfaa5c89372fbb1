package io.podseg.policy;

import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of ports of the three transports. It is kept as ascending bounds on one line, on which port {@code p} of
 * protocol {@code n} has the place {@code 65536 n + p}: inside from each even bound up to the next odd one.
 */
final class PortSet {
    private static final int SPAN = PortRange.MAX + 1;

    static final PortSet NONE = new PortSet(new int[0]);
    static final PortSet ALL = all();

    private final int[] bounds;
    private final int hash;

    private PortSet(int[] bounds) {
        this.bounds = bounds;
        hash = Arrays.hashCode(bounds);
    }

    private static PortSet all() {
        PortSet all = NONE;
        for (Protocol protocol : Protocol.values()) {
            all = all.union(of(protocol, 1, PortRange.MAX));
        }
        return all;
    }

    static PortSet of(Protocol protocol, int first, int last) {
        int base = protocol.ordinal() * SPAN;
        return new PortSet(new int[] {base + first, base + last + 1});
    }

    /** The ports of a destination that a rule's list allows; an empty list allows all. */
    static PortSet of(List<PortMatch> matches, Endpoint destination) {
        if (matches.isEmpty()) {
            return ALL;
        }
        PortSet ports = NONE;
        for (PortMatch match : matches) {
            ports = ports.union(of(match, destination));
        }
        return ports;
    }

    private static PortSet of(PortMatch match, Endpoint destination) {
        return switch (match) {
            case NumberedPort numbered ->
                numbered.ports()
                        .map(range -> of(numbered.protocol(), range.first(), range.last()))
                        .orElseGet(() -> of(numbered.protocol(), 1, PortRange.MAX));
            case NamedPort named ->
                destination.portsNamed(named.name(), named.protocol()).stream()
                        .map(port -> of(named.protocol(), port, port))
                        .reduce(NONE, PortSet::union);
        };
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    boolean contains(int port, Protocol protocol) {
        int found = Arrays.binarySearch(bounds, protocol.ordinal() * SPAN + port);
        return found >= 0 ? found % 2 == 0 : -(found + 1) % 2 == 1;
    }

    PortSet union(PortSet other) {
        if (this == other || other.isEmpty() || this == ALL) {
            return this;
        }
        return isEmpty() || other == ALL ? other : combine(other, 1, 3);
    }

    PortSet intersect(PortSet other) {
        if (this == other || other == ALL || isEmpty()) {
            return this;
        }
        return this == ALL || other.isEmpty() ? other : combine(other, 2, 3);
    }

    PortSet minus(PortSet other) {
        if (this == other || other == ALL || isEmpty()) {
            return NONE;
        }
        return other.isEmpty() ? this : combine(other.complement(), 2, 3);
    }

    PortSet complement() {
        return this == ALL ? NONE : isEmpty() ? ALL : ALL.combine(this, 1, 1);
    }

    /** Keeps the places that are in at least {@code least} and at most {@code most} of the two sets. */
    private PortSet combine(PortSet other, int least, int most) {
        int[] result = new int[bounds.length + other.bounds.length];
        int length = 0;
        boolean inside = false;
        for (int i = 0, j = 0; i < bounds.length || j < other.bounds.length; ) {
            int mine = i < bounds.length ? bounds[i] : Integer.MAX_VALUE;
            int theirs = j < other.bounds.length ? other.bounds[j] : Integer.MAX_VALUE;
            int place = Math.min(mine, theirs);
            i += mine == place ? 1 : 0;
            j += theirs == place ? 1 : 0;
            int sets = i % 2 + j % 2;
            if (inside != (sets >= least && sets <= most)) {
                result[length++] = place;
                inside = !inside;
            }
        }
        PortSet combined = new PortSet(Arrays.copyOf(result, length));
        return combined.equals(ALL) ? ALL : combined;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code any port}, {@code 80/TCP, 1000-2000/UDP}, {@code all TCP}, or {@code any port but 80/TCP} where shorter. */
    @Override
    public String toString() {
        if (this == ALL) {
            return "any port";
        }
        PortSet others = complement();
        return others.bounds.length < bounds.length ? "any port but " + others.listed() : listed();
    }

    private String listed() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            String protocol = Protocol.values()[bounds[i] / SPAN].name();
            int first = bounds[i] % SPAN;
            int last = (bounds[i + 1] - 1) % SPAN;
            if (first == 1 && last == PortRange.MAX) {
                parts.add("all " + protocol);
            } else {
                parts.add((first == last ? first : first + "-" + last) + "/" + protocol);
            }
        }
        return parts.stream().collect(Collectors.joining(", "));
    }
}
