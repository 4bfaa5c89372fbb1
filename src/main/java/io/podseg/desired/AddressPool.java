package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Subnet;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Static addresses of one subnet. An address is found by the hash of what it is for, so that a host that knows nothing and
 * one that remembers choose alike, and a pod that comes or goes moves no other.
 */
final class AddressPool {
    /** More static addresses than this are never handed out from one subnet; keeps IPv6 in the range of an int. */
    private static final int LIMIT = 1 << 16;

    private final Cidr cidr;
    private final LeaseRange lease;
    private final Set<Ip> taken = new TreeSet<>();
    private final int size;

    AddressPool(Subnet subnet) {
        cidr = subnet.cidr();
        lease = subnet.leaseRange().orElseThrow();
        subnet.gateway().ifPresent(taken::add);
        taken.add(cidr.base());
        if (cidr.family() == Family.V4) {
            taken.add(cidr.last());
        }
        size = hosts(cidr);
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
    }

    /** Takes the first free address from the place that the hash of {@code purpose} points to; empty where all are taken. */
    Optional<Ip> choose(String hash) {
        int start = new BigInteger(hash, 16).mod(BigInteger.valueOf(size)).intValue();
        for (int i = 0; i < size; i++) {
            Ip ip = cidr.base().plus((start + i) % size);
            if (isFree(ip)) {
                take(ip);
                return Optional.of(ip);
            }
        }
        return Optional.empty();
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
