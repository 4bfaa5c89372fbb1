package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.Protocol;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSettings;
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

    /**
     * @param lookup content of ConfigMaps and Secrets
     * @param secrets receives every Podman secret that a pod needs, by name
     */
    PodCompiler(Lookup lookup, TreeMap<String, SecretSpec> secrets) {
        this.lookup = lookup;
        this.secrets = secrets;
    }

    PodSpec compile(Manifest<Pod> manifest, List<Attachment> attachments) {
        Pod pod = manifest.object();
        String podmanName = Names.pod(manifest.key());
        String declared = pod.getSpec().getHostname();
        String hostname = declared != null ? declared : manifest.key().name();
        boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        List<PublishedPort> ports = new ArrayList<>();
        List<ContainerSpec> containers = new ArrayList<>();
        VolumeCompiler volumes = new VolumeCompiler(manifest, podmanName, lookup, secrets);
        for (Container container : pod.getSpec().getContainers()) {
            orEmpty(container.getPorts()).forEach(port -> publish(port, ports));
            containers.add(compile(manifest, podmanName, container, volumes));
        }
        return new PodSpec(
                manifest.key(),
                podmanName,
                hostname.length() > 63 ? hostname.substring(0, 63).replaceAll("[.-]+$", "") : hostname,
                hostNetwork,
                attachments,
                ports,
                containers,
                new TreeMap<>(),
                restartPolicy(pod.getSpec().getRestartPolicy()),
                Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds())
                        .map(Long::intValue),
                PodSettings.NONE,
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

    private ContainerSpec compile(
            Manifest<Pod> manifest, String podmanName, Container container, VolumeCompiler volumes) {
        EnvCompiler env = new EnvCompiler(manifest.key().namespace(), lookup, secrets);
        env.add(container);
        PodSecurityContext podContext = manifest.object().getSpec().getSecurityContext();
        return new ContainerSpec(
                container.getName(),
                Names.container(podmanName, container.getName()),
                container.getImage(),
                pullPolicy(container),
                orEmpty(container.getCommand()),
                orEmpty(container.getArgs()),
                Optional.ofNullable(container.getWorkingDir()).filter(dir -> !dir.isEmpty()),
                env.plain(),
                env.secret(),
                volumes.mounts(container),
                SecurityCompiler.compile(podContext, container.getSecurityContext()),
                limit(container, "memory")
                        .map(quantity -> Quantity.getAmountInBytes(quantity).longValue()),
                limit(container, "cpu").map(PodCompiler::millis),
                ContainerSettings.NONE,
                ProbeCompiler.compile(container));
    }

    /** Kubernetes's default: {@code Always} for the tag latest or none, else {@code IfNotPresent}. */
    private static String pullPolicy(Container container) {
        if (container.getImagePullPolicy() != null) {
            return container.getImagePullPolicy();
        }
        String image = container.getImage();
        String last = image.substring(image.lastIndexOf('/') + 1);
        boolean latest = !image.contains("@") && (last.endsWith(":latest") || last.indexOf(':') < 0);
        return latest && !image.startsWith("localhost/") ? "Always" : "IfNotPresent";
    }

    private static Optional<Quantity> limit(Container container, String resource) {
        return Optional.ofNullable(container.getResources())
                .flatMap(resources -> Optional.ofNullable(resources.getLimits()))
                .flatMap(limits -> Optional.ofNullable(limits.get(resource)));
    }

    private static long millis(Quantity cpu) {
        return Math.max(1, cpu.getNumericalAmount().movePointRight(3).longValue());
    }

    static <T> List<T> orEmpty(@Nullable Collection<T> items) {
        return items == null ? List.of() : List.copyOf(items);
    }
}
