package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.podseg.model.Diagnostic;
import io.podseg.model.Hardening;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.Protocol;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerSpec;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodSpec;
import io.podseg.state.PodSpec.PublishedPort;
import io.podseg.state.SecretSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One Pod manifest to what Podman is told, as {@code podman kube play} would tell it: {@code command} is the entry point,
 * {@code args} the command; only a {@code hostPort} is published.
 */
final class PodCompiler {
    private final Lookup lookup;
    private final TreeMap<String, SecretSpec> secrets;
    private final List<Diagnostic> diagnostics;

    /**
     * @param lookup content of ConfigMaps and Secrets
     * @param secrets receives every Podman secret that a pod needs, by name
     * @param diagnostics receives what cannot be done
     */
    PodCompiler(Lookup lookup, TreeMap<String, SecretSpec> secrets, List<Diagnostic> diagnostics) {
        this.lookup = lookup;
        this.secrets = secrets;
        this.diagnostics = diagnostics;
    }

    /**
     * @param extra what profiles give the pod that a Pod has no field for
     */
    PodSpec compile(Manifest<Pod> manifest, Hardening extra, NetworkMode network, List<Attachment> attachments) {
        Pod pod = manifest.object();
        String podmanName = Names.pod(manifest.key());
        String declared = pod.getSpec().getHostname();
        String hostname = declared != null ? declared : manifest.key().name();
        List<PublishedPort> ports = new ArrayList<>();
        for (Container container : pod.getSpec().getContainers()) {
            orEmpty(container.getPorts()).forEach(port -> publish(port, ports));
        }
        OnePod one = new OnePod(manifest, extra, podmanName, attachments);
        List<ContainerSpec> initContainers =
                one.compile(orEmpty(pod.getSpec().getInitContainers()), "/spec/initContainers");
        List<ContainerSpec> containers = one.compile(pod.getSpec().getContainers(), "/spec/containers");
        return new PodSpec(
                manifest.key(),
                podmanName,
                hostname.length() > 63 ? hostname.substring(0, 63).replaceAll("[.-]+$", "") : hostname,
                network,
                false,
                attachments,
                ports,
                containers,
                new TreeMap<>(),
                restartPolicy(pod.getSpec().getRestartPolicy()),
                Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds())
                        .map(Long::intValue),
                one.settings.compile(initContainers),
                Optional.empty());
    }

    private static void publish(ContainerPort port, List<PublishedPort> ports) {
        if (port.getHostPort() != null && port.getHostPort() > 0) {
            ports.add(new PublishedPort(
                    Optional.ofNullable(port.getHostIP())
                            .filter(ip -> !ip.isEmpty())
                            .flatMap(Ip::parse),
                    port.getHostPort(),
                    port.getContainerPort(),
                    protocol(port.getProtocol())));
        }
    }

    static Protocol protocol(@Nullable String protocol) {
        return protocol == null || protocol.isEmpty() ? Protocol.TCP : Protocol.valueOf(protocol);
    }

    private static String restartPolicy(@Nullable String policy) {
        return switch (policy == null ? "Always" : policy) {
            case "OnFailure" -> "on-failure";
            case "Never" -> "no";
            default -> "always";
        };
    }

    /** The containers of one pod. */
    private final class OnePod {
        private final Manifest<Pod> manifest;
        private final Hardening extra;
        private final String podmanName;
        private final VolumeCompiler volumes;
        private final FieldValues values;
        private final SettingsCompiler settings;

        OnePod(Manifest<Pod> manifest, Hardening extra, String podmanName, List<Attachment> attachments) {
            this.manifest = manifest;
            this.extra = extra;
            this.podmanName = podmanName;
            this.volumes = new VolumeCompiler(manifest, podmanName, lookup, secrets);
            this.values = new FieldValues(manifest, attachments);
            this.settings = new SettingsCompiler(manifest.object(), podmanName, extra);
        }

        List<ContainerSpec> compile(List<Container> containers, String pointer) {
            List<ContainerSpec> specs = new ArrayList<>();
            for (int i = 0; i < containers.size(); i++) {
                specs.add(compile(containers.get(i), pointer + "/" + i));
            }
            return specs;
        }

        private ContainerSpec compile(Container container, String pointer) {
            String name = Names.container(podmanName, container.getName());
            EnvCompiler env = new EnvCompiler(manifest.key().namespace(), lookup, secrets, values);
            env.add(container);
            refuse(env, orEmpty(container.getCommand()), pointer + "/command");
            refuse(env, orEmpty(container.getArgs()), pointer + "/args");
            return new ContainerSpec(
                    container.getName(),
                    name,
                    container.getImage(),
                    pullPolicy(container.getImagePullPolicy(), container.getImage()),
                    env.expanded(orEmpty(container.getCommand())),
                    env.expanded(orEmpty(container.getArgs())),
                    Optional.ofNullable(container.getWorkingDir()).filter(dir -> !dir.isEmpty()),
                    env.plain(),
                    env.secret(),
                    MemoryMounts.add(volumes.mounts(container), extra.tmpfs()),
                    SecurityCompiler.compile(manifest.object(), container),
                    limit(container, "memory")
                            .map(quantity -> Quantity.getAmountInBytes(quantity).longValue()),
                    limit(container, "cpu").map(PodCompiler::millis),
                    settings.compile(container, env.onHost()),
                    ProbeCompiler.compile(container));
        }

        private void refuse(EnvCompiler env, List<String> words, String pointer) {
            env.secretsIn(words)
                    .forEach(variable -> diagnostics.add(Diagnostic.error(
                            manifest.source().at(pointer),
                            "$(" + variable
                                    + ") would stand in the container's command line, where a secret is not safe"
                                    + " and the host's values are not known yet; start a shell and write $"
                                    + variable)));
        }
    }

    /** As kube play: {@code Newer} for the tag latest or none, so that a registry that is away stops nothing; else {@code IfNotPresent}. */
    static String pullPolicy(@Nullable String declared, String image) {
        if (declared != null) {
            return declared;
        }
        String last = image.substring(image.lastIndexOf('/') + 1);
        boolean latest = !image.contains("@") && (last.endsWith(":latest") || last.indexOf(':') < 0);
        return latest && !image.startsWith("localhost/") ? "Newer" : "IfNotPresent";
    }

    static Optional<Quantity> limit(Container container, String resource) {
        return Optional.ofNullable(container.getResources())
                .flatMap(resources -> Optional.ofNullable(resources.getLimits()))
                .flatMap(limits -> Optional.ofNullable(limits.get(resource)));
    }

    static Optional<Quantity> request(Container container, String resource) {
        return Optional.ofNullable(container.getResources())
                .flatMap(resources -> Optional.ofNullable(resources.getRequests()))
                .flatMap(requests -> Optional.ofNullable(requests.get(resource)));
    }

    private static long millis(Quantity cpu) {
        return Math.max(1, cpu.getNumericalAmount().movePointRight(3).longValue());
    }

    static <T> List<T> orEmpty(@Nullable Collection<T> items) {
        return items == null ? List.of() : List.copyOf(items);
    }
}
