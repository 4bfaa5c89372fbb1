package io.podseg.policy;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import java.util.List;

/**
 * A block of addresses, whoever holds them (pods too), less some parts.
 *
 * @param cidr the block
 * @param except parts that this peer does not mean, sorted; another peer may still allow them
 */
public record BlockPeer(Cidr cidr, List<Cidr> except) implements Peer {
    public BlockPeer {
        except = except.stream().sorted().distinct().toList();
        for (Cidr part : except) {
            if (!cidr.contains(part) || part.equals(cidr)) {
                throw new IllegalArgumentException(part + " is not a strict part of " + cidr);
            }
        }
    }

    /** Whether the address is in the block and in none of the excepted parts. */
    public boolean contains(Ip address) {
        return cidr.contains(address) && except.stream().noneMatch(part -> part.contains(address));
    }

    /** {@code 10.0.0.0/8 except 10.1.0.0/16,10.2.0.0/16}. */
    @Override
    public String toString() {
        if (except.isEmpty()) {
            return cidr.toString();
        }
        return cidr + " except "
                + String.join(",", except.stream().map(Cidr::toString).toList());
    }
}
