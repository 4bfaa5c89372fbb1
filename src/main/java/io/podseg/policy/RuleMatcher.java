package io.podseg.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule with its selectors already resolved in a world, so that a connection is matched by looking numbers up.
 *
 * @param policy whose rule it is
 * @param rule the rule
 * @param resolver knows whom the peers mean
 */
record RuleMatcher(Policy policy, PolicyRule rule, PeerResolver resolver) {
    /** All rules of some policies in a direction, in order. */
    static List<RuleMatcher> of(List<Policy> policies, Direction direction, PeerResolver resolver) {
        List<RuleMatcher> matchers = new ArrayList<>();
        for (Policy policy : policies) {
            for (PolicyRule rule : policy.rules(direction).orElse(List.of())) {
                matchers.add(new RuleMatcher(policy, rule, resolver));
            }
        }
        return matchers;
    }

    boolean matches(Flow flow, Direction direction) {
        return portMatches(flow) && peerMatches(flow, direction);
    }

    boolean portMatches(Flow flow) {
        return rule.ports().isEmpty()
                || rule.ports().stream().anyMatch(match -> match.matches(flow.to(), flow.port(), flow.protocol()));
    }

    boolean peerMatches(Flow flow, Direction direction) {
        return rule.peers().isEmpty() || rule.peers().stream().anyMatch(peer -> peerMatches(peer, flow, direction));
    }

    boolean peerMatches(Peer peer, Flow flow, Direction direction) {
        return switch (peer) {
            case BlockPeer block -> block.contains(flow.peerAddress(direction));
            case PodPeer pods ->
                flow.peer(direction).visibleToSelectors(flow.port(), flow.protocol())
                        && resolver.means(pods, policy.namespace(), flow.peer(direction));
        };
    }
}
