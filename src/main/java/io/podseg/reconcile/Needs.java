package io.podseg.reconcile;

import io.podseg.state.ContainerSpec;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;

/** What a pod cannot start without. */
final class Needs {
    private Needs() {}

    /** Whether a container of the pod uses that Podman secret. */
    static boolean secret(PodSpec pod, String podmanName) {
        return pod.containers().stream().anyMatch(container -> usesSecret(container, podmanName));
    }

    private static boolean usesSecret(ContainerSpec container, String podmanName) {
        return container.secretEnv().containsValue(podmanName)
                || container.mounts().stream()
                        .anyMatch(mount -> mount instanceof MountSpec.SecretFile file
                                && file.secret().equals(podmanName));
    }
}
