package io.podseg.reconcile;

import io.podseg.desired.HostFacts;
import java.util.function.Supplier;

/**
 * A host, as the reconciler reads and changes it.
 *
 * @param podman its containers
 * @param netfilter the packet filter of the namespace that holds the bridges
 * @param podRules the pod layer
 * @param settings files that Podman reads
 * @param facts what decides where policies are enforced, as it is when asked
 */
public record HostPorts(
        PodmanPort podman,
        NetfilterPort netfilter,
        PodRulesPort podRules,
        SettingsPort settings,
        Supplier<HostFacts> facts) {
    /** A host whose settings nobody keeps. */
    public HostPorts(PodmanPort podman, NetfilterPort netfilter, PodRulesPort podRules, Supplier<HostFacts> facts) {
        this(podman, netfilter, podRules, SettingsPort.NONE, facts);
    }

    /** A rootful host without a pod layer. */
    public HostPorts(PodmanPort podman, NetfilterPort netfilter) {
        this(podman, netfilter, PodRulesPort.NONE, () -> HostFacts.ROOTFUL);
    }
}
