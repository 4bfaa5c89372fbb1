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
            HostValue value = entry.getValue();
            String text = value.what() == HostValue.Kind.POD_ID
                    ? podId
                    // Rounded up, as in Kubernetes.
                    : Long.toString(Math.ceilDiv(amount(value.what()), value.divisor()));
            env.put(entry.getKey(), text);
        }
        return env;
    }

    private long amount(HostValue.Kind what) throws HostException {
        InfoJson.Host host = connection
                .calls()
                .call("tell what the host has", () -> connection.quick().info())
                .host();
        return what == HostValue.Kind.MEMORY ? host.memory() : host.cpus() * MILLIS;
    }
}
