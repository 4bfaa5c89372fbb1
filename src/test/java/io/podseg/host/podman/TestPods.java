package io.podseg.host.podman;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Subnet;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSpec;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSettings;
import io.podseg.state.PodSpec;
import io.podseg.state.Probes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Specifications for tests, complete as podseg would compile them. */
final class TestPods {
    private TestPods() {}

    /** A bridge 10.91.{@code third}.0/24 with leases in the upper half. */
    static NetworkSpec network(String name, int third) {
        String prefix = "10.91." + third + ".";
        return NetworkSpec.bridge(
                        name,
                        List.of(new Subnet(
                                Cidr.of(prefix + "0/24"),
                                Optional.of(Ip.of(prefix + "1")),
                                Optional.of(new LeaseRange(Ip.of(prefix + "128"), Ip.of(prefix + "254"))))))
                .withInterfaceName("podsegt" + third);
    }

    static Attachment attachment(String network, String... addresses) {
        return new Attachment(
                network,
                List.of(addresses).stream().map(Ip::of).toList(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static ContainerSpec container(String pod, String name, List<MountSpec> mounts, String... command) {
        return new ContainerSpec(
                name,
                pod + "-" + name,
                PrivatePodman.IMAGE,
                "IfNotPresent",
                List.of(),
                List.of(command),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                mounts,
                ContainerSpec.Security.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /** A pod in namespace {@code shop} with one container that sleeps. */
    static PodSpec sleeper(String name, Attachment... attachments) {
        String podmanName = "shop_" + name;
        return pod(name, List.of(attachments), List.of(container(podmanName, "main", List.of(), "sleep", "1000")));
    }

    static PodSpec pod(String name, List<Attachment> attachments, List<ContainerSpec> containers) {
        ObjectKey key = new ObjectKey("Pod", "shop", name);
        TreeMap<String, String> labels = new TreeMap<>(Owner.labels(key));
        labels.putAll(Map.of(Owner.SPEC_HASH, "0123456789abcdef", "app", name));
        return new PodSpec(
                key, "shop_" + name, name, false, attachments, List.of(), containers, labels, "no", Optional.of(1));
    }

    static PodSpec withContainers(PodSpec pod, List<ContainerSpec> containers) {
        return new PodSpec(
                pod.key(),
                pod.podmanName(),
                pod.hostname(),
                pod.hostNetwork(),
                pod.attachments(),
                pod.ports(),
                containers,
                pod.labels(),
                pod.restartPolicy(),
                pod.stopTimeout());
    }

    static ContainerSpec withImage(ContainerSpec spec, String image, String pullPolicy) {
        return with(spec, image, pullPolicy, spec.memoryLimit(), spec.cpuMillis(), spec.settings(), spec.probes());
    }

    /** The pod with an init container that stays when it has run. */
    static PodSpec withInit(PodSpec pod, ContainerSpec init) {
        PodSettings none = PodSettings.NONE;
        return new PodSpec(
                pod.key(),
                pod.podmanName(),
                pod.hostname(),
                pod.hostNetwork(),
                pod.attachments(),
                pod.ports(),
                pod.containers(),
                pod.labels(),
                pod.restartPolicy(),
                pod.stopTimeout(),
                new PodSettings(
                        List.of(init),
                        "always",
                        none.hosts(),
                        none.dns(),
                        none.sysctls(),
                        none.namespaces(),
                        none.infraName(),
                        none.annotations(),
                        none.maxRetries()),
                Optional.empty());
    }

    /** The container with {@code runAsNonRoot} and no user of its own. */
    static ContainerSpec nonRoot(ContainerSpec spec) {
        ContainerSettings none = ContainerSettings.NONE;
        ContainerSettings nonRoot = new ContainerSettings(
                none.tty(),
                none.stdin(),
                none.init(),
                none.stopSignal(),
                new ContainerSettings.Confinement(false, true, Optional.empty(), Optional.empty(), Optional.empty()),
                none.bounds(),
                none.volumesFrom(),
                none.hostEnv(),
                none.labels(),
                none.annotations());
        return with(
                spec, spec.image(), spec.pullPolicy(), spec.memoryLimit(), spec.cpuMillis(), nonRoot, spec.probes());
    }

    static ContainerSpec withProbes(ContainerSpec spec, Probes probes) {
        return with(
                spec, spec.image(), spec.pullPolicy(), spec.memoryLimit(), spec.cpuMillis(), spec.settings(), probes);
    }

    static ContainerSpec withLimits(ContainerSpec spec, Optional<Long> memory, Optional<Long> cpuMillis) {
        return with(spec, spec.image(), spec.pullPolicy(), memory, cpuMillis, spec.settings(), spec.probes());
    }

    private static ContainerSpec with(
            ContainerSpec spec,
            String image,
            String pullPolicy,
            Optional<Long> memory,
            Optional<Long> cpuMillis,
            ContainerSettings settings,
            Probes probes) {
        return new ContainerSpec(
                spec.name(),
                spec.podmanName(),
                image,
                pullPolicy,
                spec.entrypoint(),
                spec.command(),
                spec.workingDir(),
                spec.env(),
                spec.secretEnv(),
                spec.mounts(),
                spec.security(),
                memory,
                cpuMillis,
                settings,
                probes);
    }
}
