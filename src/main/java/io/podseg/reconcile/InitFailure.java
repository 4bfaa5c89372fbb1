package io.podseg.reconcile;

import io.podseg.state.ContainerRun;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSpec;
import java.util.List;

/** Why a pod does not start: Podman tells no more of an init container than that it failed. */
final class InitFailure {
    private static final int LINES = 10;

    private InitFailure() {}

    /** The same failure with the init container that ended badly, its exit code and what it wrote last. */
    static HostException told(PodmanPort podman, PodSpec pod, HostException failure) {
        for (ContainerSpec init : pod.settings().initContainers()) {
            try {
                Vitals vitals = podman.vitals(init.podmanName());
                if (vitals.run() == ContainerRun.FAILED) {
                    return told(init, vitals, podman.logs(init.podmanName(), LINES), failure);
                }
            } catch (HostException e) {
                // One that ran well may be gone already.
                continue;
            }
        }
        return failure;
    }

    private static HostException told(ContainerSpec init, Vitals vitals, List<String> lines, HostException failure) {
        String wrote = lines.isEmpty() ? "" : "; it wrote last: " + String.join(" | ", lines);
        return new HostException(
                failure.getMessage() + " Init container " + init.name() + " ended with exit code " + vitals.exitCode()
                        + wrote,
                failure);
    }
}
