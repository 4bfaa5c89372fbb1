package io.podseg.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * A block of addresses, base masked.
 *
 * @param base first address; bits behind the prefix are cleared
 * @param prefix length of the prefix, 0 to 32 or 128
 */
public record Cidr(Ip base, int prefix) implements Comparable<Cidr> {
    private static final Comparator<Cidr> ORDER =
            Comparator.comparing(Cidr::base).thenComparingInt(Cidr::prefix);

    public Cidr {
        if (prefix < 0 || prefix > base.family().bits()) {
            throw new IllegalArgumentException("prefix length " + prefix);
        }
        base = mask(base, prefix);
    }

    /** Reads {@code address/prefix}; bits behind the prefix may be set (as Kubernetes allows) and are cleared. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return Ip.parse(text.substring(0, slash))
                .filter(ip -> prefix <= ip.family().bits())
                .map(ip -> new Cidr(ip, prefix));
    }

    /** Reads a block that is known to be valid. */
    public static Cidr of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a CIDR: " + text));
    }

    /** The block of one address. */
    public static Cidr host(Ip ip) {
        return new Cidr(ip, ip.family().bits());
    }

    public Family family() {
        return base.family();
    }

    public boolean contains(Ip ip) {
        return ip.family() == base.family() && mask(ip, prefix).equals(base);
    }

    public boolean contains(Cidr other) {
        return other.prefix >= prefix && contains(other.base);
    }

    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** The last address of the block (for IPv4 subnets the broadcast address). */
    public Ip last() {
        int hostBits = base.family().bits() - prefix;
        if (hostBits >= 64) {
            long high = hostBits == 128 ? -1L : base.high() | (hostBits == 64 ? 0 : (1L << hostBits - 64) - 1);
            return new Ip(base.family(), high, -1L);
        }
        return new Ip(base.family(), base.high(), base.low() | (1L << hostBits) - 1);
    }

    private static Ip mask(Ip ip, int prefix) {
        if (ip.family() == Family.V4) {
            return new Ip(Family.V4, 0, prefix == 0 ? 0 : ip.low() & (-1L << 32 - prefix) & 0xffffffffL);
        }
        long high = prefix == 0 ? 0 : prefix >= 64 ? ip.high() : ip.high() & -1L << 64 - prefix;
        long low = prefix <= 64 ? 0 : ip.low() & -1L << 128 - prefix;
        return new Ip(Family.V6, high, low);
    }

    @Override
    public int compareTo(Cidr other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
