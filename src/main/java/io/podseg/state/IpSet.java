package io.podseg.state;

import io.podseg.model.Family;
import io.podseg.model.Sorted;
import java.util.SortedSet;

/**
 * An ipset.
 *
 * @param name at most 31 characters
 * @param type what its members are
 * @param family address family
 * @param members in the words of {@code ipset save}: {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code 10.0.0.1,tcp:80},
 *     {@code 10.0.0.1,br0}
 */
public record IpSet(String name, Type type, Family family, SortedSet<String> members) {
    public static final int MAX_NAME = 31;

    /** Set types that podseg uses (ipset(8)). */
    public enum Type {
        /** Addresses. */
        HASH_IP("hash:ip"),
        /** Addresses, each with a counter of the packets and bytes that were found in the set. */
        HASH_IP_COUNTED("hash:ip"),
        /** Blocks; a prefix of length 0 is not possible. */
        HASH_NET("hash:net"),
        /** Address and port with protocol. */
        HASH_IP_PORT("hash:ip,port"),
        /** Address and interface of the bridge it belongs to. */
        HASH_NET_IFACE("hash:net,iface"),
        /** Address, port with protocol, and another address. */
        HASH_IP_PORT_IP("hash:ip,port,ip");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** Whether the kernel counts for each member. */
        public boolean counted() {
            return this == HASH_IP_COUNTED;
        }

        /** The name in ipset's words. */
        public String text() {
            return text;
        }
    }

    public IpSet {
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("set name longer than 31: " + name);
        }
        members = Sorted.set(members);
    }

    /** The same set with other members. */
    public IpSet with(SortedSet<String> others) {
        return new IpSet(name, type, family, others);
    }
}
