package io.podseg.desired;

import static io.podseg.model.PodmanAnnotations.ofEither;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.Quantity;
import io.podseg.model.Hardening;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.model.Hardening.UserNamespace.Mode;
import io.podseg.model.PodmanAnnotations;
import io.podseg.model.Signals;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSettings.Bounds;
import io.podseg.state.ContainerSettings.HostValue;
import io.podseg.state.ContainerSettings.SeccompFile;
import io.podseg.state.ContainerSpec;
import io.podseg.state.Hash;
import io.podseg.state.PodSettings;
import io.podseg.state.PodSettings.Dns;
import io.podseg.state.PodSettings.Namespaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings of one pod and its containers, from fields and from Podman's annotations; both were checked before. */
final class SettingsCompiler {
    private final Pod pod;
    private final String podmanName;
    private final Hardening extra;
    private final SortedMap<String, String> annotations;
    private final Set<String> earlier = new HashSet<>();

    /**
     * @param extra what profiles give the pod that a Pod has no field for
     */
    SettingsCompiler(Pod pod, String podmanName, Hardening extra) {
        this.pod = pod;
        this.extra = extra;
        this.podmanName = podmanName;
        this.annotations = ObjectFields.annotations(pod);
    }

    PodSettings compile(List<ContainerSpec> initContainers) {
        var spec = pod.getSpec();
        List<String> hosts = new ArrayList<>();
        PodCompiler.orEmpty(spec.getHostAliases())
                .forEach(alias -> PodCompiler.orEmpty(alias.getHostnames())
                        .forEach(name -> hosts.add(name + ":" + alias.getIp())));
        TreeMap<String, String> sysctls = new TreeMap<>();
        if (spec.getSecurityContext() != null) {
            PodCompiler.orEmpty(spec.getSecurityContext().getSysctls())
                    .forEach(sysctl -> sysctls.put(dotted(sysctl.getName()), sysctl.getValue()));
        }
        boolean hostName = Boolean.TRUE.equals(spec.getHostNetwork()) && spec.getHostname() == null;
        return new PodSettings(
                initContainers,
                annotations.getOrDefault(PodmanAnnotations.INIT_TYPE, PodSettings.ONCE),
                hosts,
                dns(spec.getDnsConfig()),
                sysctls,
                new Namespaces(
                        Boolean.TRUE.equals(spec.getHostPID()),
                        Boolean.TRUE.equals(spec.getHostIPC()),
                        hostName,
                        Boolean.TRUE.equals(spec.getShareProcessNamespace()),
                        users(spec.getHostUsers())),
                Optional.ofNullable(annotations.get(PodmanAnnotations.INFRA_NAME)),
                annotations,
                extra.maxRetries());
    }

    /** Where the first separator is a slash, dots stand in names (sysctl.d(5)). */
    private static String dotted(String sysctl) {
        int dot = sysctl.indexOf('.');
        int slash = sysctl.indexOf('/');
        return slash < 0 || dot >= 0 && dot < slash
                ? sysctl
                : sysctl.replace('/', '\0').replace('.', '/').replace('\0', '.');
    }

    /** Of the annotation's values there are two, {@code auto} and {@code host}. */
    private Optional<UserNamespace> users(@Nullable Boolean hostUsers) {
        String asked =
                annotations.getOrDefault(PodmanAnnotations.USERNS, Boolean.FALSE.equals(hostUsers) ? "auto" : "host");
        return extra.users()
                .or(() -> asked.equals("host") ? Optional.empty() : Optional.of(UserNamespace.of(Mode.AUTO)))
                .filter(users -> users.mode() != Mode.HOST);
    }

    private static Dns dns(@Nullable PodDNSConfig config) {
        if (config == null) {
            return Dns.NONE;
        }
        return new Dns(
                PodCompiler.orEmpty(config.getNameservers()),
                PodCompiler.orEmpty(config.getSearches()),
                PodCompiler.orEmpty(config.getOptions()).stream()
                        .map(option -> option.getValue() == null
                                ? option.getName()
                                : option.getName() + ":" + option.getValue())
                        .toList());
    }

    /** Containers have to come in their order: one may only mount the volumes of an earlier one. */
    ContainerSettings compile(Container container, SortedMap<String, HostValue> hostEnv) {
        String name = container.getName();
        TreeMap<String, String> labels = new TreeMap<>();
        for (String label : List.of(PodmanAnnotations.AUTO_UPDATE, PodmanAnnotations.AUTO_UPDATE_AUTHFILE)) {
            ofEither(annotations, label, name).ifPresent(value -> labels.put(label, value));
        }
        TreeMap<String, String> own = new TreeMap<>();
        of(PodmanAnnotations.CID_FILE, name).ifPresent(file -> own.put(PodmanAnnotations.CID_FILE, file));
        ContainerSettings settings = new ContainerSettings(
                Boolean.TRUE.equals(container.getTty()),
                Boolean.TRUE.equals(container.getStdin()),
                of(PodmanAnnotations.INIT, name).map(PodmanAnnotations::isYes).orElse(false),
                Optional.ofNullable(container.getLifecycle())
                        .flatMap(lifecycle -> Optional.ofNullable(lifecycle.getStopSignal()))
                        .flatMap(Signals::number),
                ConfinementCompiler.compile(pod, container, annotations, seccomp()),
                bounds(container),
                volumesFrom(name),
                hostEnv,
                labels,
                own);
        earlier.add(name);
        return settings;
    }

    private Optional<SeccompFile> seccomp() {
        return extra.seccomp()
                .map(profile -> new SeccompFile(
                        Names.files(podmanName, "seccomp", Hash.of(profile.json())), profile.json(), profile.origin()));
    }

    private Optional<String> of(String annotation, String container) {
        return PodmanAnnotations.of(annotations, annotation, container);
    }

    private Bounds bounds(Container container) {
        String name = container.getName();
        return new Bounds(
                PodCompiler.request(container, "memory")
                        .map(quantity -> Quantity.getAmountInBytes(quantity).longValue())
                        .filter(bytes -> bytes > 0),
                of(PodmanAnnotations.PIDS_LIMIT, name).map(Long::valueOf),
                of(PodmanAnnotations.CPUSET, name),
                of(PodmanAnnotations.MEMORY_NODES, name),
                Optional.ofNullable(annotations.get(PodmanAnnotations.ULIMIT)).stream()
                        .flatMap(limits -> Stream.of(limits.split(",", -1)))
                        .map(SettingsCompiler::ulimit)
                        .toList(),
                extra.memorySwap().map(total -> Math.max(total, memory(container))),
                extra.cpuShares(),
                extra.blockIo());
    }

    /** The limit that a limit of memory and swap contains. */
    private static long memory(Container container) {
        return PodCompiler.limit(container, "memory")
                .map(quantity -> Quantity.getAmountInBytes(quantity).longValue())
                .orElse(0L);
    }

    private static Ulimit ulimit(String text) {
        int equals = text.indexOf('=');
        String[] limits = text.substring(equals + 1).split(":", 2);
        return new Ulimit(
                text.substring(0, equals), Long.parseLong(limits[0]), Long.parseLong(limits[limits.length - 1]));
    }

    /** A name of the pod's own means that container, any other one a container of that name in Podman. */
    private List<String> volumesFrom(String container) {
        return of(PodmanAnnotations.VOLUMES_FROM, container).stream()
                .flatMap(names -> Stream.of(names.split(";", -1)))
                .map(entry -> {
                    String[] parts = entry.split(":", 2);
                    String name = earlier.contains(parts[0]) ? Names.container(podmanName, parts[0]) : parts[0];
                    return parts.length == 1 ? name : name + ":" + parts[1];
                })
                .toList();
    }
}
