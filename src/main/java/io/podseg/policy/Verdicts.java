package io.podseg.policy;

import io.podseg.model.Family;
import io.podseg.model.Protocol;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges connections in one world. A connection is allowed when the egress of its source and the ingress of its
 * destination both allow it. Not for use by several threads at once.
 */
public final class Verdicts {
    private final Groups groups;
    private final Isolation isolation;
    private final Isolation audit;
    private final PeerResolver resolver;
    private final Map<Direction, Map<List<Policy>, List<RuleMatcher>>> rules = new EnumMap<>(Direction.class);
    private final Explanations explanations;
    private final Routing routing;

    public Verdicts(World world) {
        groups = new Groups(world);
        isolation = new Isolation(groups);
        audit = Isolation.audit(groups);
        resolver = new PeerResolver(groups);
        explanations = new Explanations(world);
        routing = new Routing(world);
    }

    /** Whether one connection is allowed; without the reasons this is fast enough for millions. */
    public boolean allowed(Flow flow) {
        return unfiltered(flow.from(), flow.to()).isPresent()
                || routing.barrier(flow).isEmpty() && allows(flow, Direction.EGRESS) && allows(flow, Direction.INGRESS);
    }

    private boolean allows(Flow flow, Direction direction) {
        List<Policy> policies = isolation.policies(flow.subject(direction), direction);
        if (policies.isEmpty()) {
            return true;
        }
        List<Family> hidden = hidden(flow, direction);
        if (!hidden.isEmpty()) {
            return everybody(flow, hidden, policies).isPresent();
        }
        for (RuleMatcher matcher : matchers(policies, direction)) {
            if (matcher.matches(flow, direction)) {
                return true;
            }
        }
        return false;
    }

    /** Families of the clients that this flow stands for, where the pod does not see who comes. */
    private static List<Family> hidden(Flow flow, Direction direction) {
        return direction == Direction.INGRESS && flow.from().kind() == Endpoint.Kind.EXTERNAL
                ? flow.to().hidden(flow.port(), flow.protocol())
                : List.of();
    }

    /** A rule that lets everybody in; with several families, that of the last. Empty where some client is not let in. */
    private Optional<RuleMatcher> everybody(Flow flow, List<Family> families, List<Policy> policies) {
        Optional<RuleMatcher> found = Optional.empty();
        for (Family family : families) {
            found = matchers(policies, Direction.INGRESS).stream()
                    .filter(matcher ->
                            matcher.portMatches(flow) && matcher.rule().everybody(family))
                    .findFirst();
            if (found.isEmpty()) {
                return found;
            }
        }
        return found;
    }

    /** Whether one connection is allowed, and why. */
    public Verdict verdict(Flow flow) {
        Optional<Reason> unfiltered = unfiltered(flow.from(), flow.to());
        if (unfiltered.isPresent()) {
            return new Verdict(true, List.of(unfiltered.get()));
        }
        Optional<Reason> barrier = routing.barrier(flow);
        if (barrier.isPresent()) {
            return new Verdict(false, List.of(barrier.get()));
        }
        List<Reason> allowing = new ArrayList<>();
        List<Reason> denying = new ArrayList<>();
        List<Reason> audited = new ArrayList<>();
        for (Direction direction : List.of(Direction.EGRESS, Direction.INGRESS)) {
            Verdict half = half(flow, direction);
            (half.allowed() ? allowing : denying).addAll(half.reasons());
            audited.addAll(audited(flow, direction));
        }
        allowing.addAll(audited);
        return denying.isEmpty() ? new Verdict(true, allowing) : new Verdict(false, denying);
    }

    /**
     * Whether two endpoints can be connected on a port by some pair of addresses that their kernels would use; the reasons
     * are those of the first pair that is allowed, else of the first pair.
     */
    public Verdict verdict(Endpoint from, Endpoint to, int port, Protocol protocol) {
        Optional<Reason> unfiltered = unfiltered(from, to);
        if (unfiltered.isPresent()) {
            return new Verdict(true, List.of(unfiltered.get()));
        }
        Optional<Verdict> first = Optional.empty();
        for (Hop hop : routing.hops(from, to)) {
            Verdict verdict = verdict(new Flow(from, to, hop.source(), hop.destination(), port, protocol));
            if (verdict.allowed()) {
                return verdict;
            }
            first = first.or(() -> Optional.of(verdict));
        }
        return first.orElseGet(() -> new Verdict(false, List.of(routing.obstacle(from, to))));
    }

    private static Optional<Reason> unfiltered(Endpoint from, Endpoint to) {
        if (from.id().equals(to.id())) {
            return Optional.of(Explanations.self(from));
        }
        return from.onNode() && !Routing.apart(from, to) ? Optional.of(Explanations.node(from)) : Optional.empty();
    }

    private Verdict half(Flow flow, Direction direction) {
        Endpoint subject = flow.subject(direction);
        if (!subject.selectable()) {
            return new Verdict(true, List.of(Explanations.notSelectable(subject, direction)));
        }
        List<Policy> policies = isolation.policies(subject, direction);
        if (policies.isEmpty()) {
            return new Verdict(true, List.of(Explanations.notIsolated(subject, direction)));
        }
        List<RuleMatcher> matchers = matchers(policies, direction);
        List<Family> hidden = hidden(flow, direction);
        if (!hidden.isEmpty()) {
            return everybody(flow, hidden, policies)
                    .map(matcher -> new Verdict(true, List.of(Explanations.allowed(matcher, direction))))
                    .orElseGet(() -> new Verdict(false, explanations.hidden(flow, policies, matchers)));
        }
        for (RuleMatcher matcher : matchers) {
            if (matcher.matches(flow, direction)) {
                return new Verdict(true, List.of(Explanations.allowed(matcher, direction)));
            }
        }
        return new Verdict(false, explanations.denied(flow, direction, policies, matchers));
    }

    /** What would be denied besides, if policies in audit mode were enforced: only where no enforced one isolates already. */
    private List<Reason> audited(Flow flow, Direction direction) {
        Endpoint subject = flow.subject(direction);
        List<Policy> policies = audit.policies(subject, direction);
        boolean denied = !policies.isEmpty()
                && isolation.policies(subject, direction).isEmpty()
                && matchers(policies, direction).stream().noneMatch(matcher -> matcher.matches(flow, direction));
        return denied
                ? policies.stream()
                        .map(policy -> Explanations.audit(flow, direction, policy))
                        .toList()
                : List.of();
    }

    private List<RuleMatcher> matchers(List<Policy> policies, Direction direction) {
        return rules.computeIfAbsent(direction, key -> new IdentityHashMap<>())
                .computeIfAbsent(policies, key -> RuleMatcher.of(key, direction, groups, resolver));
    }
}
