package io.podseg.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A rule whose selectors are already resolved in a world, so that a connection is matched by looking numbers up. */
final class RuleMatcher {
    private final Policy policy;
    private final PolicyRule rule;
    private final Groups groups;
    private final BitSet selected = new BitSet();
    private final List<BlockPeer> blocks;

    RuleMatcher(Policy policy, PolicyRule rule, Groups groups, PeerResolver resolver) {
        this.policy = policy;
        this.rule = rule;
        this.groups = groups;
        List<BlockPeer> found = new ArrayList<>();
        for (Peer peer : rule.peers()) {
            switch (peer) {
                case PodPeer pods ->
                    Arrays.stream(resolver.matching(pods, policy.namespace())).forEach(selected::set);
                case BlockPeer block -> found.add(block);
            }
        }
        blocks = List.copyOf(found);
    }

    /** All rules of some policies in a direction, in order. */
    static List<RuleMatcher> of(List<Policy> policies, Direction direction, Groups groups, PeerResolver resolver) {
        List<RuleMatcher> matchers = new ArrayList<>();
        for (Policy policy : policies) {
            for (PolicyRule rule : policy.rules(direction).orElse(List.of())) {
                matchers.add(new RuleMatcher(policy, rule, groups, resolver));
            }
        }
        return List.copyOf(matchers);
    }

    Policy policy() {
        return policy;
    }

    PolicyRule rule() {
        return rule;
    }

    /** Numbers of the groups that the pod peers mean. */
    BitSet selected() {
        return selected;
    }

    List<BlockPeer> blocks() {
        return blocks;
    }

    boolean matches(Flow flow, Direction direction) {
        return portMatches(flow) && peerMatches(flow, direction);
    }

    boolean portMatches(Flow flow) {
        for (PortMatch match : rule.ports()) {
            if (match.matches(flow.to(), flow.port(), flow.protocol())) {
                return true;
            }
        }
        return rule.ports().isEmpty();
    }

    boolean peerMatches(Flow flow, Direction direction) {
        Endpoint peer = flow.peer(direction);
        for (BlockPeer block : blocks) {
            if (block.contains(flow.peerAddress(direction))) {
                return true;
            }
        }
        return rule.peers().isEmpty()
                || peer.visibleToSelectors(flow.port(), flow.protocol())
                        && groups.of(peer)
                                .filter(group -> selected.get(group.index()))
                                .isPresent();
    }
}
