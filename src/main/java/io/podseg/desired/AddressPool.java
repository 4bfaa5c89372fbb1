package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Subnet;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Static addresses of one subnet. An address is found by the hash of what it is for, so that a host that knows nothing and
 * one that remembers choose alike, and a pod that comes or goes moves no other.
 */
final class AddressPool {
    /** More static addresses than this are never handed out from one subnet; keeps IPv6 in the range of an int. */
    private static final int LIMIT = 1 << 16;

    private final Cidr cidr;
    private final LeaseRange lease;
    private final Set<Ip> taken = new HashSet<>();
    /** By distance from the base: what is taken or leased, so that the next free one is found without trying each. */
    private final BitSet closed = new BitSet();

    private final int size;

    AddressPool(Subnet subnet) {
        cidr = subnet.cidr();
        lease = subnet.leaseRange().orElseThrow();
        size = hosts(cidr);
        int leased = distance(lease.first());
        closed.set(leased, Math.max(leased, Math.min(size, distance(lease.last()) + 1)));
        subnet.gateway().ifPresent(this::take);
        take(cidr.base());
        if (cidr.family() == Family.V4) {
            take(cidr.last());
        }
    }

    /** How far an address of the subnet is from its base; what is never chosen because it is too far counts as the size. */
    private int distance(Ip ip) {
        Ip base = cidr.base();
        long distance = ip.low() - base.low();
        return ip.high() != base.high() || distance < 0 || distance >= size ? size : (int) distance;
    }

    private static int hosts(Cidr cidr) {
        int hostBits = cidr.family().bits() - cidr.prefix();
        return hostBits >= 16 ? LIMIT : 1 << hostBits;
    }

    /** Whether a static address may be this one: in the subnet, not leased dynamically, not taken. */
    boolean isFree(Ip ip) {
        return cidr.contains(ip) && !lease.contains(ip) && !taken.contains(ip);
    }

    boolean contains(Ip ip) {
        return cidr.contains(ip);
    }

    Family family() {
        return cidr.family();
    }

    void take(Ip ip) {
        taken.add(ip);
        closed.set(distance(ip));
    }

    /** Takes the first free address from the place that the hash of {@code purpose} points to; empty where all are taken. */
    Optional<Ip> choose(String hash) {
        int start = new BigInteger(hash, 16).mod(BigInteger.valueOf(size)).intValue();
        int behind = closed.nextClearBit(start);
        int found = behind < size ? behind : closed.nextClearBit(0);
        if (found >= size) {
            return Optional.empty();
        }
        Ip ip = cidr.base().plus(found);
        take(ip);
        return Optional.of(ip);
    }

    /**
     * The dynamic lease range of a subnet that declares none: the largest gap that the wanted static addresses leave in the
     * upper half.
     */
    static LeaseRange chooseLease(Cidr cidr, Optional<Ip> gateway, Set<Ip> wanted) {
        int hosts = hosts(cidr);
        boolean broadcastInside = cidr.family() == Family.V4 && cidr.prefix() >= 16;
        int end = broadcastInside ? hosts - 1 : hosts;
        int bestStart = -1;
        int bestLength = 0;
        int start = hosts / 2;
        for (int i = start; i <= end; i++) {
            Ip ip = i < end ? cidr.base().plus(i) : cidr.base();
            boolean gap = i == end
                    || wanted.contains(ip)
                    || gateway.filter(ip::equals).isPresent();
            if (gap) {
                if (i - start > bestLength) {
                    bestStart = start;
                    bestLength = i - start;
                }
                start = i + 1;
            }
        }
        if (bestLength == 0) {
            Ip none = cidr.last();
            return new LeaseRange(none, none);
        }
        return new LeaseRange(cidr.base().plus(bestStart), cidr.base().plus((long) bestStart + bestLength - 1));
    }
}
