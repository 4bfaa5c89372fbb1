package io.podseg.host.podman;

import io.podseg.host.podman.api.ContainerCreate;
import io.podseg.host.podman.api.PodCreate;
import io.podseg.model.Ip;
import io.podseg.model.Owner;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSettings.SeccompFile;
import io.podseg.state.ContainerSpec;
import io.podseg.state.Limits;
import io.podseg.state.MountSpec;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodSpec;
import io.podseg.state.Protection;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A pod's specification as the bodies of libpod's create calls; where Kubernetes leaves a choice it is that of {@code podman kube play}. */
final class PodRequests {
    private PodRequests() {}

    /** The body that makes a pod. */
    static PodCreate pod(PodSpec pod, Quirks quirks) {
        return new PodCreate(
                pod.podmanName(),
                pod.settings().namespaces().hostName() ? "" : pod.hostname(),
                labels(pod),
                new PodCreate.Namespace(pod.network().kind().word()),
                options(pod.network()),
                networks(pod.attachments()),
                pod.ports().stream().map(PodRequests::port).toList(),
                // When the last container has ended the pod gives its addresses back.
                "stop",
                SettingsRequests.pod(pod.settings(), quirks));
    }

    private static Map<String, List<String>> options(NetworkMode network) {
        return network.options().isEmpty() ? Map.of() : Map.of(network.kind().word(), network.options());
    }

    private static Map<String, String> labels(PodSpec pod) {
        TreeMap<String, String> labels = new TreeMap<>(pod.labels());
        labels.putAll(Owner.labels(pod.key()));
        labels.put(Labels.ATTACHMENTS, AttachmentLabel.write(pod.attachments()));
        labels.put(Labels.FILES, Json.write(folders(pod)));
        if (pod.network().kind() != NetworkMode.Kind.BRIDGE) {
            labels.put(Owner.NETWORK, pod.network().toString());
        }
        if (pod.podLayer()) {
            labels.put(Owner.LAYER, Owner.POD_LAYER);
        }
        return labels;
    }

    /** Folders below the files root that the pod mounts, and those of its seccomp profiles. */
    static List<String> folders(PodSpec pod) {
        Stream<String> mounted = mounts(pod)
                .flatMap(mount -> mount instanceof MountSpec.Files files ? Stream.of(files.folder()) : Stream.empty());
        return Stream.concat(mounted, profiles(pod).map(SeccompFile::folder))
                .distinct()
                .sorted()
                .toList();
    }

    /** Seccomp profiles that are written for the pod. */
    static Stream<SeccompFile> profiles(PodSpec pod) {
        return pod.everyContainer().flatMap(container -> container.settings().confinement().profile().stream());
    }

    /** All mounts of all containers. */
    static Stream<MountSpec> mounts(PodSpec pod) {
        return pod.everyContainer().flatMap(container -> container.mounts().stream());
    }

    private static PodCreate.PortMapping port(PodSpec.PublishedPort port) {
        return new PodCreate.PortMapping(
                port.hostIp().map(Ip::toString),
                port.hostPort(),
                port.containerPort(),
                port.protocol().name().toLowerCase(Locale.ROOT));
    }

    private static Map<String, PodCreate.Endpoint> networks(List<Attachment> attachments) {
        Set<String> taken = attachments.stream()
                .flatMap(attachment -> attachment.interfaceName().stream())
                .collect(Collectors.toSet());
        Map<String, PodCreate.Endpoint> networks = new LinkedHashMap<>();
        for (Attachment attachment : attachments) {
            // Named here, in the order declared: Podman numbers them in the random order of a Go map.
            String name = attachment.interfaceName().orElseGet(() -> free(taken));
            taken.add(name);
            networks.put(
                    attachment.network(),
                    new PodCreate.Endpoint(
                            attachment.addresses().stream().map(Ip::toString).toList(),
                            attachment.aliases(),
                            attachment.mac(),
                            name));
        }
        return networks;
    }

    private static String free(Set<String> taken) {
        return IntStream.range(0, taken.size() + 1)
                .mapToObj(number -> "eth" + number)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What only the host knows of a container.
     *
     * @param env its plain environment, whole
     * @param user {@code user[:group]}, the image's where empty
     * @param image name or id of the image to make it from
     */
    record OnHost(SortedMap<String, String> env, Optional<String> user, String image) {
        /** Of a container that leaves nothing to the host. */
        static OnHost of(ContainerSpec container) {
            return new OnHost(container.env(), container.security().user(), container.image());
        }
    }

    /**
     * A container of the pod.
     *
     * @param onHost what had to be asked of the host
     * @param filesRoot where the files of the pod's mounts were written
     */
    static ContainerCreate container(PodSpec pod, ContainerSpec container, OnHost onHost, Path filesRoot) {
        boolean init = pod.settings().initContainers().stream()
                .anyMatch(other -> other.podmanName().equals(container.podmanName()));
        Mounts mounts = Mounts.of(container.mounts(), filesRoot);
        ContainerSpec.Security security = container.security();
        return new ContainerCreate(
                container.podmanName(),
                pod.podmanName(),
                onHost.image(),
                container.entrypoint(),
                container.command(),
                container.workingDir(),
                onHost.env(),
                container.secretEnv(),
                containerLabels(pod, container, init ? Labels.INIT : Labels.CONTAINER),
                HealthRequests.of(container.probes(), pod.restartPolicy()),
                init ? "no" : pod.restartPolicy(),
                pod.stopTimeout(),
                mounts.mounts(),
                mounts.volumes(),
                mounts.secrets(),
                mounts.devices(),
                mounts.images(),
                security.privileged(),
                security.noNewPrivileges(),
                security.readOnlyRoot(),
                onHost.user(),
                security.groups().stream().map(String::valueOf).toList(),
                security.capAdd(),
                drop(pod, security),
                security.selinux(),
                resources(container),
                SettingsRequests.container(pod.settings(), container, init, filesRoot));
    }

    private static Map<String, String> containerLabels(PodSpec pod, ContainerSpec container, String mark) {
        TreeMap<String, String> labels = new TreeMap<>(container.settings().labels());
        labels.putAll(labels(pod));
        labels.remove(Labels.ATTACHMENTS);
        labels.remove(Labels.FILES);
        labels.remove(Owner.NETWORK);
        labels.remove(Owner.LAYER);
        labels.put(mark, container.name());
        return labels;
    }

    /**
     * What could change or go around rules in the pod's own namespace is taken away there, whatever containers.conf(5) gives every
     * container; what the manifest asks for stays.
     */
    private static List<String> drop(PodSpec pod, ContainerSpec.Security security) {
        boolean all = security.privileged()
                || security.capAdd().contains("ALL")
                || security.capDrop().contains("ALL");
        if (!pod.podLayer() || all) {
            return security.capDrop();
        }
        return Stream.concat(security.capDrop().stream(), Protection.WAYS_AROUND.stream())
                .filter(capability -> !security.capAdd().contains(capability))
                .distinct()
                .sorted()
                .toList();
    }

    private static Optional<ContainerCreate.Resources> resources(ContainerSpec container) {
        ContainerSettings.Bounds bounds = container.settings().bounds();
        Optional<Long> quota = Limits.of(container).cpuQuota();
        Optional<ContainerCreate.Memory> memory = Optional.of(new ContainerCreate.Memory(
                        container.memoryLimit(), bounds.memoryReservation(), bounds.memorySwap()))
                .filter(some -> some.limit().isPresent()
                        || some.reservation().isPresent()
                        || some.swap().isPresent());
        Optional<ContainerCreate.Cpu> cpu = Optional.of(new ContainerCreate.Cpu(
                        bounds.cpuShares(),
                        quota,
                        quota.map(some -> Limits.CPU_PERIOD),
                        bounds.cpus(),
                        bounds.memoryNodes()))
                .filter(some -> some.shares().isPresent()
                        || some.quota().isPresent()
                        || some.cpus().isPresent()
                        || some.memoryNodes().isPresent());
        Optional<ContainerCreate.Pids> pids = bounds.pids().map(ContainerCreate.Pids::new);
        Optional<ContainerCreate.BlockIo> weight = bounds.blockIo().weight().map(ContainerCreate.BlockIo::new);
        return Optional.of(new ContainerCreate.Resources(memory, cpu, pids, weight))
                .filter(some -> memory.isPresent() || cpu.isPresent() || pids.isPresent() || weight.isPresent());
    }
}
