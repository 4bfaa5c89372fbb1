package io.podseg.model;

/**
 * Ports from {@code first} to {@code last}, both included.
 *
 * @param first 1 to 65535
 * @param last {@code first} to 65535
 */
public record PortRange(int first, int last) implements Comparable<PortRange> {
    public static final int MAX = 65535;

    public PortRange {
        if (first < 1 || last > MAX || last < first) {
            throw new IllegalArgumentException("ports " + first + " to " + last);
        }
    }

    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    @Override
    public int compareTo(PortRange other) {
        int byFirst = Integer.compare(first, other.first);
        return byFirst != 0 ? byFirst : Integer.compare(last, other.last);
    }

    /** {@code 80}, or {@code 80:90} as iptables writes a range. */
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + ":" + last;
    }
}
