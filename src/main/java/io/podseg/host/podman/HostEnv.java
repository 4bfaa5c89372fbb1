package io.podseg.host.podman;

import io.podseg.host.podman.api.InfoJson;
import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerSettings.HostValue;
import io.podseg.state.ContainerSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A container's environment with what only the host knows. */
final class HostEnv {
    private static final long MILLIS = 1_000;

    private final Connection connection;

    HostEnv(Connection connection) {
        this.connection = connection;
    }

    /** All plain variables of a container; the host is asked only where one of them needs it. */
    SortedMap<String, String> of(ContainerSpec container, String podId) throws HostException {
        TreeMap<String, String> env = new TreeMap<>(container.env());
        for (Map.Entry<String, HostValue> entry : container.settings().hostEnv().entrySet()) {
            env.put(entry.getKey(), text(entry.getValue(), podId));
        }
        return env;
    }

    private String text(HostValue value, String podId) throws HostException {
        return switch (value.what()) {
            case POD_ID -> podId;
            case NODE_NAME -> host().name();
            // Rounded up, as in Kubernetes.
            case MEMORY -> Long.toString(Math.ceilDiv(host().memory(), value.divisor()));
            case CPU_MILLIS -> Long.toString(Math.ceilDiv(host().cpus() * MILLIS, value.divisor()));
        };
    }

    private InfoJson.Host host() throws HostException {
        return connection
                .calls()
                .call("tell what the host has", () -> connection.quick().info())
                .host();
    }
}
