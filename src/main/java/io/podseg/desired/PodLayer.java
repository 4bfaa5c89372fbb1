package io.podseg.desired;

import io.podseg.model.NetworkSpec;
import io.podseg.policy.CompiledPolicies;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rules inside the network namespaces of all pods that have some, by Podman's name. */
final class PodLayer {
    private final SortedMap<String, NetworkSpec> networks;
    private final HostFacts facts;

    PodLayer(SortedMap<String, NetworkSpec> networks, HostFacts facts) {
        this.networks = networks;
        this.facts = facts;
    }

    SortedMap<String, Firewall> compile(World world, List<Site> sites, RuleMemory memory) {
        TreeMap<String, Firewall> rules = new TreeMap<>();
        if (sites.isEmpty()) {
            return rules;
        }
        Map<String, Endpoint> endpoints = new HashMap<>();
        world.endpoints().forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
        PodRulesCompiler compiler = new PodRulesCompiler(new CompiledPolicies(world), memory);
        for (Site site : sites) {
            Endpoint endpoint = endpoints.get(site.id());
            if (endpoint != null && endpoint.selectable()) {
                rules.put(site.podmanName(), compiler.compile(inside(site, endpoint)));
            }
        }
        return rules;
    }

    private Inside inside(Site site, Endpoint endpoint) {
        return site.mode().userMode()
                ? Inside.userMode(endpoint, site.mode(), networks.values(), facts.rootless())
                : Inside.bridged(endpoint, site.attachments(), networks);
    }
}
