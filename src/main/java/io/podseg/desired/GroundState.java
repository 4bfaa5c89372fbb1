package io.podseg.desired;

import io.podseg.model.Declarations;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.state.ContainerRun;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeState;
import java.util.SortedMap;
import java.util.TreeMap;

/** The host as it should be, but for its firewall. */
final class GroundState {
    private GroundState() {}

    static HostState of(
            Declarations declarations,
            Kept kept,
            SortedMap<String, NetworkSpec> networks,
            SortedMap<ObjectKey, PodSpec> pods,
            SortedMap<String, SecretSpec> secrets) {
        TreeMap<String, PodState> podStates = new TreeMap<>();
        pods.values().forEach(pod -> podStates.put(pod.podmanName(), desiredState(pod)));
        kept.pods().values().forEach(pod -> podStates.put(pod.podmanName(), pod));
        TreeMap<String, NetworkState> networkStates = new TreeMap<>();
        networks.forEach((name, spec) -> networkStates.put(name, new NetworkState(spec, true)));
        TreeMap<String, String> secretNames = new TreeMap<>(kept.secrets());
        secrets.forEach((name, secret) -> secretNames.put(name, secret.key().id()));
        return HostState.empty()
                .withNetworks(networkStates)
                .withPods(podStates)
                .withSecrets(secretNames)
                .withVolumes(volumes(declarations));
    }

    private static SortedMap<String, VolumeState> volumes(Declarations declarations) {
        TreeMap<String, VolumeState> volumes = new TreeMap<>();
        declarations.claims().stream()
                .map(ClaimCompiler::compile)
                .forEach(volume -> volumes.put(volume.podmanName(), new VolumeState(volume, true)));
        return volumes;
    }

    private static PodState desiredState(PodSpec pod) {
        TreeMap<String, ContainerRun> containers = new TreeMap<>();
        pod.containers().forEach(container -> containers.put(container.name(), ContainerRun.RUNNING));
        return new PodState(
                        pod.key(),
                        pod.podmanName(),
                        pod.labels().getOrDefault(Owner.SPEC_HASH, ""),
                        pod.attachments(),
                        containers,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        pod.member())
                .connected(pod.network(), pod.podLayer());
    }
}
