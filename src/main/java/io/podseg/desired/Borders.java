package io.podseg.desired;

import io.podseg.policy.Network;
import io.podseg.state.Rule;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.InInterface;
import io.podseg.state.Rule.Jump;
import io.podseg.state.Rule.OutInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Borders of networks, in front of the judges since policies have no say in them: nothing is carried into or out of an internal
 * network, nor from one isolated network to another. Podman gives internal networks no route and leaves it at that: a datagram
 * that needs no answer would arrive.
 */
final class Borders {
    private final Set<String> ordinary;
    private final List<Network> internal;
    private final List<Network> isolated;

    Borders(List<Network> networks) {
        ordinary = networks.stream()
                .filter(network -> !network.internal())
                .map(Network::bridge)
                .collect(Collectors.toSet());
        internal = networks.stream().filter(Network::internal).toList();
        isolated = networks.stream()
                .filter(network -> network.isolated() && !network.internal())
                .toList();
    }

    /**
     * Other bridges of a pod by which it may answer what was asked of its address on one: it has a default route by each of its
     * networks but internal ones, and the one that is used is Podman's choice.
     *
     * @param all bridges that the pod stands on
     */
    List<String> answering(String bridge, Collection<String> all) {
        return all.size() > 1 && ordinary.contains(bridge)
                ? all.stream()
                        .filter(other -> !other.equals(bridge) && ordinary.contains(other))
                        .toList()
                : List.of();
    }

    /** The rules for the beginning of the chain of forwarded packets; writes the chains that they need. */
    List<Rule> rules(FamilyWriter out) {
        List<Rule> rules = new ArrayList<>();
        if (internal.isEmpty() && isolated.size() < 2) {
            return rules;
        }
        out.chain(
                SetNames.WITHIN,
                List.of(
                        FirewallCompiler.rule("podseg from pods", new Jump(SetNames.FROM)),
                        FirewallCompiler.rule("podseg to pods", new Jump(SetNames.TO))));
        for (Network network : internal) {
            rules.add(within(network));
        }
        for (Network network : internal) {
            String comment = "podseg internal network " + network.name();
            rules.add(FirewallCompiler.rule(comment, new Drop(), new InInterface(network.bridge())));
            rules.add(FirewallCompiler.rule(comment, new Drop(), new OutInterface(network.bridge())));
        }
        if (isolated.size() > 1) {
            isolated(out, rules);
        }
        return rules;
    }

    private void isolated(FamilyWriter out, List<Rule> rules) {
        List<Rule> chain = new ArrayList<>();
        for (Network network : isolated) {
            rules.add(within(network));
            rules.add(FirewallCompiler.rule(
                    "podseg isolated network " + network.name(),
                    new Jump(SetNames.ISOLATED),
                    new InInterface(network.bridge())));
            chain.add(FirewallCompiler.rule(
                    "podseg isolated network " + network.name(), new Drop(), new OutInterface(network.bridge())));
        }
        out.chain(SetNames.ISOLATED, chain);
    }

    private static Rule within(Network network) {
        return FirewallCompiler.rule(
                "podseg within network " + network.name(),
                new Goto(SetNames.WITHIN),
                new InInterface(network.bridge()),
                new OutInterface(network.bridge()));
    }
}
