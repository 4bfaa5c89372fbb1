package io.podseg.audit.facts;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that checks look at, of one origin.
 *
 * @param origin where it was seen
 * @param pods pods and containers
 * @param policies policies
 * @param networks networks
 * @param configs ConfigMaps
 * @param told what is against a standard, as whoever knows the standard says it
 * @param host the host; empty for manifests
 */
public record Audited(
        Origin origin,
        List<PodFacts> pods,
        List<PolicyFacts> policies,
        List<NetworkFacts> networks,
        List<ConfigFacts> configs,
        List<Told> told,
        Optional<HostAudit> host) {
    public Audited {
        Objects.requireNonNull(origin);
        pods = List.copyOf(pods);
        policies = List.copyOf(policies);
        networks = List.copyOf(networks);
        configs = List.copyOf(configs);
        told = List.copyOf(told);
        Objects.requireNonNull(host);
    }

    /** What runs. */
    public Audited(
            Origin origin,
            List<PodFacts> pods,
            List<PolicyFacts> policies,
            List<NetworkFacts> networks,
            List<ConfigFacts> configs,
            Optional<HostAudit> host) {
        this(origin, pods, policies, networks, configs, List.of(), host);
    }
}
