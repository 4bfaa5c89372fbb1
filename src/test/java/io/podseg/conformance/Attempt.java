package io.podseg.conformance;

import io.podseg.model.Family;
import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable.Port;

/**
 * A connection that a case speaks of.
 *
 * @param from who opens it
 * @param to who accepts it
 * @param port number and protocol
 * @param family by which of their addresses
 */
public record Attempt(String from, String to, Port port, Family family) {
    /** Whether a pod speaks to itself, which no policy forbids. */
    public boolean toItself() {
        return from.equals(to);
    }

    /** Whether any kernel can try it: few know SCTP. A resolver opens nothing by itself. */
    public boolean canBeTried() {
        return port.protocol() != Protocol.SCTP && !from.equals(Nine.DNS);
    }

    /** The row of podseg's tables that it belongs to. */
    public String row() {
        return Nine.id(from, family) + " -> " + Nine.id(to, family) + " " + port.number() + "/" + port.protocol();
    }

    @Override
    public String toString() {
        return from + " -> " + to + " " + port.number() + "/" + port.protocol() + " by IP"
                + family.name().toLowerCase();
    }
}
