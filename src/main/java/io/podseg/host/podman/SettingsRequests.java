package io.podseg.host.podman;

import io.podseg.host.podman.api.ContainerSettingsJson;
import io.podseg.host.podman.api.ContainerSettingsJson.Rlimit;
import io.podseg.host.podman.api.PodCreate.Namespace;
import io.podseg.host.podman.api.PodSettingsJson;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSettings;
import io.podseg.state.PodSettings.Namespaces;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What pods and containers ask for beyond the common, as parts of libpod's create calls. */
final class SettingsRequests {
    private static final Namespace HOST = new Namespace("host");
    /** What the containers of a pod share where nothing else is said, as with kube play. */
    private static final List<String> SHARED = List.of("ipc", "net", "uts");

    private static final BigInteger NO_LIMIT = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private SettingsRequests() {}

    static PodSettingsJson pod(PodSettings settings) {
        Namespaces namespaces = settings.namespaces();
        return new PodSettingsJson(
                settings.hosts(),
                settings.dns().servers(),
                settings.dns().searches(),
                settings.dns().options(),
                settings.sysctls(),
                host(namespaces.hostPid()),
                host(namespaces.hostIpc()),
                host(namespaces.hostName()),
                namespaces.users().map(SettingsRequests::users),
                // Podman's API, unlike its command line, does not conclude that from the namespace.
                namespaces
                        .users()
                        .filter(users -> users.startsWith("auto"))
                        .map(users -> new PodSettingsJson.IdMappings(true)),
                namespaces.sharedProcesses() ? List.of("ipc", "net", "pid", "uts") : SHARED,
                settings.infraName());
    }

    private static Optional<Namespace> host(boolean wanted) {
        return wanted ? Optional.of(HOST) : Optional.empty();
    }

    private static Namespace users(String users) {
        int colon = users.indexOf(':');
        return colon < 0 ? new Namespace(users) : new Namespace(users.substring(0, colon), users.substring(colon + 1));
    }

    static ContainerSettingsJson container(PodSettings pod, ContainerSpec container, boolean init) {
        ContainerSettings settings = container.settings();
        ContainerSettings.Confinement confinement = settings.confinement();
        return new ContainerSettingsJson(
                settings.tty(),
                settings.stdin(),
                settings.init(),
                init ? Optional.of(pod.initType()) : Optional.empty(),
                settings.stopSignal(),
                // A container must not speak to the service manager in the name of Podman's API service.
                "ignore",
                confinement.unmaskedProc() ? List.of("ALL") : List.of(),
                confinement.seccomp(),
                confinement.apparmor(),
                settings.bounds().ulimits().stream()
                        .map(limit -> new Rlimit(limit.name(), unsigned(limit.soft()), unsigned(limit.hard())))
                        .toList(),
                settings.volumesFrom(),
                annotations(pod, settings),
                host(pod.namespaces().hostPid()),
                host(pod.namespaces().hostIpc()));
    }

    private static BigInteger unsigned(long limit) {
        return limit < 0 ? NO_LIMIT : BigInteger.valueOf(limit);
    }

    private static Map<String, String> annotations(PodSettings pod, ContainerSettings settings) {
        TreeMap<String, String> annotations = new TreeMap<>(pod.annotations());
        annotations.putAll(settings.annotations());
        return annotations;
    }
}
