package io.podseg.model;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address as a number, ordered with IPv4 first.
 *
 * @param family address family
 * @param high upper 64 bits, 0 for IPv4
 * @param low lower 64 bits; for IPv4 the 32-bit address
 */
public record Ip(Family family, long high, long low) implements Comparable<Ip> {
    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    /** The JDK unwraps IPv4-mapped addresses; here they stay IPv6 (RFC 4291). */
    private static final long MAPPED = 0xffff_0000_0000L;

    public Ip {
        if (family == Family.V4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("not 32 bits");
        }
    }

    /** Reads a literal address; empty for anything else (names, zones, IPv4 with leading zeros or fewer than four parts). */
    public static Optional<Ip> parse(String text) {
        try {
            if (V4.matcher(text).matches()) {
                return Optional.of(of(Inet4Address.ofLiteral(text)));
            }
            if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
                return Optional.empty();
            }
            Ip ip = of(Inet6Address.ofLiteral(text));
            return Optional.of(ip.family == Family.V4 ? new Ip(Family.V6, 0, MAPPED | ip.low) : ip);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads a literal address that is known to be valid. */
    public static Ip of(String literal) {
        return parse(literal).orElseThrow(() -> new IllegalArgumentException("not an IP address: " + literal));
    }

    private static Ip of(InetAddress address) {
        byte[] bytes = address.getAddress();
        long high = 0;
        long low = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes.length == 16 && i < 8) {
                high = high << 8 | bytes[i] & 0xff;
            } else {
                low = low << 8 | bytes[i] & 0xff;
            }
        }
        return new Ip(bytes.length == 4 ? Family.V4 : Family.V6, high, low);
    }

    /** The address {@code offset} places further; the caller keeps within its subnet. */
    public Ip plus(long offset) {
        if (family == Family.V4) {
            return new Ip(family, 0, low + offset & 0xffffffffL);
        }
        long sum = low + offset;
        boolean carry = offset >= 0 ? Long.compareUnsigned(sum, low) < 0 : Long.compareUnsigned(sum, low) > 0;
        return new Ip(family, carry ? high + Long.signum(offset) : high, sum);
    }

    @Override
    public int compareTo(Ip other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Canonical text: dotted quad, or RFC 5952 for IPv6, as the kernel's tools print it. */
    @Override
    public String toString() {
        if (family == Family.V4) {
            return (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        }
        return Rfc5952.format(high, low);
    }
}
