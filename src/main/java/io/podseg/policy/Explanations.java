package io.podseg.policy;

import io.podseg.model.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts verdicts into words. */
final class Explanations {
    private final World world;

    Explanations(World world) {
        this.world = world;
    }

    static Reason self(Endpoint endpoint) {
        return plain(Reason.Kind.SELF, Optional.empty(), endpoint.id() + " may always reach itself");
    }

    static Reason node(Endpoint source) {
        return plain(
                Reason.Kind.NODE,
                Optional.empty(),
                source.id() + " sends from the node's own address, and the node may reach its pods");
    }

    static Reason noAddress(Endpoint from, Endpoint to) {
        return plain(
                Reason.Kind.NO_ADDRESS,
                Optional.empty(),
                from.id() + " and " + to.id() + " have no address of the same family");
    }

    static Reason noRoute(String why) {
        return plain(Reason.Kind.NO_ROUTE, Optional.empty(), why);
    }

    static Reason notSelectable(Endpoint endpoint, Direction direction) {
        String why = switch (endpoint.kind()) {
            case EXTERNAL -> " is outside: no policy here governs its ";
            case RESOLVER -> " is a resolver on the node: no policy governs its ";
            case POD, FOREIGN -> " uses the host's network: no policy governs its ";
        };
        return plain(Reason.Kind.NOT_SELECTABLE, Optional.of(direction), endpoint.id() + why + direction.field());
    }

    static Reason notIsolated(Endpoint endpoint, Direction direction) {
        return plain(
                Reason.Kind.NOT_ISOLATED,
                Optional.of(direction),
                "no policy isolates " + endpoint.id() + " for " + direction.field());
    }

    static Reason allowed(RuleMatcher matcher, Direction direction) {
        return about(
                Reason.Kind.ALLOWED,
                direction,
                matcher,
                direction.field() + " rule " + matcher.rule().number() + " of policy "
                        + matcher.policy().id() + " allows it");
    }

    /** What policies in audit mode would do if they were enforced. */
    static Reason audit(Flow flow, Direction direction, Policy policy) {
        return new Reason(
                Reason.Kind.AUDIT,
                Optional.of(direction),
                Optional.of(policy.key()),
                Optional.empty(),
                "policy " + policy.id() + " is in audit mode: enforced, it would deny this " + direction.field()
                        + " of " + flow.subject(direction).id());
    }

    /** The isolating policies, then the rule that came nearest: first those whose peer matches, then whose port does. */
    List<Reason> denied(Flow flow, Direction direction, List<Policy> policies, List<RuleMatcher> matchers) {
        List<Reason> reasons = new ArrayList<>();
        for (Policy policy : policies) {
            int rules = policy.rules(direction).map(List::size).orElse(0);
            String which = rules == 0 ? "has no " + direction.field() + " rule" : "has no rule that allows it";
            reasons.add(new Reason(
                    Reason.Kind.ISOLATED,
                    Optional.of(direction),
                    Optional.of(policy.key()),
                    Optional.empty(),
                    "policy " + policy.id() + " isolates "
                            + flow.subject(direction).id() + " for " + direction.field() + " and " + which));
        }
        nearest(flow, direction, matchers)
                .ifPresent(matcher ->
                        reasons.add(about(Reason.Kind.NEAREST, direction, matcher, failure(matcher, flow, direction))));
        return reasons;
    }

    /** As {@link #denied}, and why no rule for single addresses counts. */
    List<Reason> hidden(Flow flow, List<Policy> policies, List<RuleMatcher> matchers) {
        List<Reason> reasons = new ArrayList<>(denied(flow, Direction.INGRESS, policies, List.of()));
        reasons.add(new Reason(
                Reason.Kind.HIDDEN,
                Optional.of(Direction.INGRESS),
                Optional.empty(),
                Optional.empty(),
                "clients of the published port " + flow.port() + "/" + flow.protocol() + " of "
                        + flow.to().id() + " come without their own addresses, so that only rules for everybody ("
                        + flow.to().hidden(flow.port(), flow.protocol()).stream()
                                .map(family -> family == Family.V4 ? "0.0.0.0/0" : "::/0")
                                .collect(Collectors.joining(" and "))
                        + ", or no from at all) let them in"));
        nearest(flow, Direction.INGRESS, matchers)
                .filter(matcher -> matcher.portMatches(flow))
                .ifPresent(matcher -> reasons.add(about(
                        Reason.Kind.NEAREST,
                        Direction.INGRESS,
                        matcher,
                        "rule " + matcher.rule().number() + " of policy "
                                + matcher.policy().id() + " is for some addresses only")));
        return reasons;
    }

    private static Optional<RuleMatcher> nearest(Flow flow, Direction direction, List<RuleMatcher> matchers) {
        RuleMatcher best = null;
        int bestScore = -1;
        for (RuleMatcher matcher : matchers) {
            int score = matcher.peerMatches(flow, direction) ? 2 : matcher.portMatches(flow) ? 1 : 0;
            if (score > bestScore) {
                best = matcher;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private String failure(RuleMatcher matcher, Flow flow, Direction direction) {
        String rule = "rule " + matcher.rule().number() + " of policy "
                + matcher.policy().id();
        String port = flow.port() + "/" + flow.protocol();
        List<String> failures = new ArrayList<>();
        if (!matcher.portMatches(flow)) {
            failures.add("port " + port + " is not in " + rule + " ("
                    + join(matcher.rule().ports()) + ")");
        }
        if (!matcher.peerMatches(flow, direction)) {
            String why = matcher.rule().peers().size() == 1
                    ? mismatch(matcher, matcher.rule().peers().getFirst(), flow, direction)
                    : "it is none of " + join(matcher.rule().peers());
            failures.add(flow.peer(direction).id() + " is not a peer of " + rule + ": " + why);
        }
        return String.join("; ", failures);
    }

    private String mismatch(RuleMatcher matcher, Peer peer, Flow flow, Direction direction) {
        return switch (peer) {
            case BlockPeer block -> mismatch(block, flow, direction);
            case PodPeer pods -> mismatch(pods, matcher.policy(), flow, flow.peer(direction));
        };
    }

    private static String mismatch(BlockPeer block, Flow flow, Direction direction) {
        String address = flow.peerAddress(direction).toString();
        return block.except().stream()
                .filter(part -> part.contains(flow.peerAddress(direction)))
                .findFirst()
                .map(part -> address + " is in the exception " + part + " of " + block.cidr())
                .orElse(address + " is not in " + block.cidr());
    }

    private String mismatch(PodPeer pods, Policy policy, Flow flow, Endpoint peer) {
        if (!peer.visibleToSelectors()) {
            return "selectors do not find " + (peer.hostNetwork() ? "pods on the host's network" : "addresses outside");
        }
        if (pods.namespaces().isEmpty() && !peer.namespace().equals(policy.namespace())) {
            return "it is in namespace " + peer.namespace() + ", the rule means " + policy.namespace();
        }
        var labels = world.namespaceLabels().get(peer.namespace());
        if (labels != null
                && pods.namespaces().isPresent()
                && !pods.namespaces().get().matches(labels)) {
            return "namespace " + peer.namespace() + " does not match "
                    + pods.namespaces().get();
        }
        if (pods.pods().isPresent() && !pods.pods().get().matches(peer.labels())) {
            return "its labels do not match " + pods.pods().get();
        }
        return "selectors open only 53/UDP and 53/TCP of a resolver, not " + flow.port() + "/" + flow.protocol();
    }

    private static String join(List<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static Reason plain(Reason.Kind kind, Optional<Direction> direction, String text) {
        return new Reason(kind, direction, Optional.empty(), Optional.empty(), text);
    }

    private static Reason about(Reason.Kind kind, Direction direction, RuleMatcher matcher, String text) {
        return new Reason(
                kind,
                Optional.of(direction),
                Optional.of(matcher.policy().key()),
                Optional.of(matcher.rule().index()),
                text);
    }
}
