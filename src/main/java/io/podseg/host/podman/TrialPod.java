package io.podseg.host.podman;

import io.podseg.host.podman.api.PodCreate;
import io.podseg.host.podman.api.PodRow;
import io.podseg.reconcile.HostException;
import io.podseg.state.PodSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A pod with nothing but an infra container and no network, for as long as it takes to see what Podman does when it starts. It
 * has none of podseg's labels, so that no plan takes it for one of its pods.
 */
final class TrialPod {
    private static final String LABEL = "io.podseg.trial";

    private final Connection connection;
    private final Calls calls;

    TrialPod(Connection connection) {
        this.connection = connection;
        this.calls = connection.calls();
    }

    /** Makes it, starts it and removes it; why it did not start, where it did not. */
    Optional<String> run(PodmanAdapter.Made made) throws HostException {
        PodCreate pod = new PodCreate(
                "podseg-trial-" + UUID.randomUUID(),
                "",
                Map.of(LABEL, "hook"),
                new PodCreate.Namespace("none"),
                Map.of(),
                Map.of(),
                List.of(),
                "stop",
                SettingsRequests.pod(PodSettings.NONE, new Quirks(true, false)));
        String id = calls.call(
                        "create a pod to see whether the hook runs",
                        () -> connection.slow().createPod(pod))
                .id();
        try {
            PodRow row =
                    calls.call("read the pod " + id, () -> connection.quick().pod(id));
            made.infra(row.infraId());
            return start(row.infraId());
        } finally {
            calls.run("remove the pod " + id, () -> connection.slow().deletePod(id, true));
        }
    }

    private Optional<String> start(String infra) {
        try {
            calls.run("start a container", () -> connection.slow().startContainer(infra));
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
