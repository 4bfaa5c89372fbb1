package io.podseg.policy;

import io.podseg.model.Family;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule of a policy: it allows a connection when a peer and a port match.
 *
 * @param index place in the manifest's list, from 0, as in {@code /spec/ingress/0}
 * @param peers any one must match; empty means any peer
 * @param ports any one must match; empty means any port of any protocol
 */
public record PolicyRule(int index, List<Peer> peers, List<PortMatch> ports) {
    public PolicyRule {
        peers = List.copyOf(peers);
        ports = List.copyOf(ports);
    }

    /** Whether every address of a family is a peer. */
    public boolean everybody(Family family) {
        return peers.isEmpty()
                || peers.stream()
                        .anyMatch(peer -> peer instanceof BlockPeer block
                                && block.cidr().family() == family
                                && block.cidr().prefix() == 0
                                && block.except().isEmpty());
    }

    /** The rule's number for people, from 1. */
    public int number() {
        return index + 1;
    }

    /** {@code peers: pods app=web; ports: 80/TCP}, in the order written. */
    @Override
    public String toString() {
        return "peers: " + text(peers) + "; ports: " + text(ports);
    }

    private static String text(List<?> items) {
        return items.isEmpty() ? "any" : items.stream().map(Object::toString).collect(Collectors.joining(" | "));
    }
}
