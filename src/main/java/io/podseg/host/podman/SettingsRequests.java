package io.podseg.host.podman;

import io.podseg.host.podman.api.ContainerSettingsJson;
import io.podseg.host.podman.api.ContainerSettingsJson.Rlimit;
import io.podseg.host.podman.api.ContainerSettingsJson.Throttle;
import io.podseg.host.podman.api.PodCreate.Namespace;
import io.podseg.host.podman.api.PodSettingsJson;
import io.podseg.host.podman.api.PodSettingsJson.Auto;
import io.podseg.host.podman.api.PodSettingsJson.IdMap;
import io.podseg.host.podman.api.PodSettingsJson.IdMappings;
import io.podseg.model.Hardening.IdMapping;
import io.podseg.model.Hardening.Rate;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSettings.SeccompFile;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSettings;
import io.podseg.state.PodSettings.Namespaces;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What pods and containers ask for beyond the common, as parts of libpod's create calls. */
final class SettingsRequests {
    private static final Namespace HOST = new Namespace("host");
    /** What the containers of a pod share where nothing else is said, as with kube play. */
    private static final List<String> SHARED = List.of("ipc", "net", "uts");

    /** As many as Podman 4.3.1 finds out by itself. */
    private static final long IDS = 65_534;

    private static final BigInteger NO_LIMIT = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private SettingsRequests() {}

    static PodSettingsJson pod(PodSettings settings, Quirks quirks) {
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
                namespaces.users().map(SettingsRequests::users).or(() -> host(quirks.plainUsers())),
                namespaces.users().flatMap(users -> mappings(users, quirks)),
                namespaces.sharedProcesses() ? List.of("ipc", "net", "pid", "uts") : SHARED,
                settings.infraName());
    }

    private static Optional<Namespace> host(boolean wanted) {
        return wanted ? Optional.of(HOST) : Optional.empty();
    }

    private static Namespace users(UserNamespace users) {
        return new Namespace(
                switch (users.mode()) {
                    case HOST -> "host";
                    case AUTO -> "auto";
                    case KEEP_ID -> "keep-id";
                    case NOMAP -> "no-map";
                    case MAPPED -> "private";
                });
    }

    /** Podman's API, unlike its command line, does not conclude this from the namespace, and does not read the size there. */
    private static Optional<IdMappings> mappings(UserNamespace users, Quirks quirks) {
        return switch (users.mode()) {
            case HOST, KEEP_ID, NOMAP -> Optional.empty();
            case AUTO -> {
                Optional<Long> size = users.size().or(() -> quirks.sizedUsers() ? Optional.of(IDS) : Optional.empty());
                yield Optional.of(new IdMappings(true, size.map(Auto::new), List.of(), List.of()));
            }
            case MAPPED ->
                Optional.of(new IdMappings(false, Optional.empty(), maps(users.uids()), maps(users.groups())));
        };
    }

    private static List<IdMap> maps(List<IdMapping> mappings) {
        return mappings.stream()
                .map(ids -> new IdMap(ids.container(), ids.host(), ids.size()))
                .toList();
    }

    static ContainerSettingsJson container(PodSettings pod, ContainerSpec container, boolean init, Path filesRoot) {
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
                confinement
                        .profile()
                        .map(file -> filesRoot
                                .resolve(file.folder())
                                .resolve(SeccompFile.NAME)
                                .toString())
                        .or(confinement::seccomp),
                confinement.apparmor(),
                settings.bounds().ulimits().stream()
                        .map(limit -> new Rlimit(limit.name(), unsigned(limit.soft()), unsigned(limit.hard())))
                        .toList(),
                settings.volumesFrom(),
                annotations(pod, settings),
                host(pod.namespaces().hostPid()),
                host(pod.namespaces().hostIpc()),
                init ? Optional.empty() : pod.maxRetries(),
                rates(settings.bounds().blockIo().readBps()),
                rates(settings.bounds().blockIo().writeBps()),
                rates(settings.bounds().blockIo().readIops()),
                rates(settings.bounds().blockIo().writeIops()));
    }

    private static Map<String, Throttle> rates(List<Rate> rates) {
        TreeMap<String, Throttle> throttles = new TreeMap<>();
        rates.forEach(rate -> throttles.put(rate.device(), new Throttle(rate.rate())));
        return throttles;
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
