package io.podseg.state;

import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.Protocol;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Everything that is needed to create a pod: the manifest with its references resolved, in Podman's terms.
 *
 * @param key the declared object
 * @param podmanName the pod's name in Podman
 * @param hostname host name inside
 * @param network how it is connected; attachments only where that is by bridges
 * @param podLayer whether its policies are enforced inside its own network namespace too, or there alone
 * @param attachments networks in order; the first has the default route
 * @param ports published ports (only those with a hostPort)
 * @param containers in the order declared
 * @param labels labels in Podman, owner labels among them
 * @param restartPolicy {@code always}, {@code on-failure} or {@code no}
 * @param stopTimeout seconds between SIGTERM and SIGKILL
 * @param settings what else it asks for
 * @param member the Deployment, DaemonSet or Job that it belongs to
 */
public record PodSpec(
        ObjectKey key,
        String podmanName,
        String hostname,
        NetworkMode network,
        boolean podLayer,
        List<Attachment> attachments,
        List<PublishedPort> ports,
        List<ContainerSpec> containers,
        SortedMap<String, String> labels,
        String restartPolicy,
        Optional<Integer> stopTimeout,
        PodSettings settings,
        Optional<Membership> member) {
    public PodSpec {
        attachments = List.copyOf(attachments);
        ports = List.copyOf(ports);
        containers = List.copyOf(containers);
        labels = Sorted.map(labels);
    }

    /** A pod on networks or on the host's, of which nothing is enforced inside. */
    public PodSpec(
            ObjectKey key,
            String podmanName,
            String hostname,
            boolean hostNetwork,
            List<Attachment> attachments,
            List<PublishedPort> ports,
            List<ContainerSpec> containers,
            SortedMap<String, String> labels,
            String restartPolicy,
            Optional<Integer> stopTimeout,
            PodSettings settings,
            Optional<Membership> member) {
        this(
                key,
                podmanName,
                hostname,
                hostNetwork ? NetworkMode.HOST : NetworkMode.BRIDGE,
                false,
                attachments,
                ports,
                containers,
                labels,
                restartPolicy,
                stopTimeout,
                settings,
                member);
    }

    /** A pod that asks for nothing else and belongs to nobody. */
    public PodSpec(
            ObjectKey key,
            String podmanName,
            String hostname,
            boolean hostNetwork,
            List<Attachment> attachments,
            List<PublishedPort> ports,
            List<ContainerSpec> containers,
            SortedMap<String, String> labels,
            String restartPolicy,
            Optional<Integer> stopTimeout) {
        this(
                key,
                podmanName,
                hostname,
                hostNetwork,
                attachments,
                ports,
                containers,
                labels,
                restartPolicy,
                stopTimeout,
                PodSettings.NONE,
                Optional.empty());
    }

    /** Whether it uses the host's network. */
    public boolean hostNetwork() {
        return network.kind() == NetworkMode.Kind.HOST;
    }

    /** Its init containers in their order, then its containers. */
    public Stream<ContainerSpec> everyContainer() {
        return Stream.concat(settings.initContainers().stream(), containers.stream());
    }

    /** The same pod with other labels. */
    public PodSpec withLabels(SortedMap<String, String> others) {
        return with(attachments, ports, others, member);
    }

    /** The same pod as a member of a workload, or of none. */
    public PodSpec withMember(Optional<Membership> other) {
        return with(attachments, ports, labels, other);
    }

    /** The same pod with other places on its networks and other published ports. */
    public PodSpec withReach(List<Attachment> others, List<PublishedPort> published) {
        return with(others, published, labels, member);
    }

    /**
     * The same pod, connected in this way.
     *
     * @param inside whether its policies are enforced inside its own network namespace
     */
    public PodSpec connected(NetworkMode mode, boolean inside) {
        return new PodSpec(
                key,
                podmanName,
                hostname,
                mode,
                inside,
                attachments,
                ports,
                containers,
                labels,
                restartPolicy,
                stopTimeout,
                settings,
                member);
    }

    /** The same pod with other settings. */
    public PodSpec withSettings(PodSettings others) {
        return new PodSpec(
                key,
                podmanName,
                hostname,
                network,
                podLayer,
                attachments,
                ports,
                containers,
                labels,
                restartPolicy,
                stopTimeout,
                others,
                member);
    }

    private PodSpec with(
            List<Attachment> attached,
            List<PublishedPort> published,
            SortedMap<String, String> labelled,
            Optional<Membership> membership) {
        return new PodSpec(
                key,
                podmanName,
                hostname,
                network,
                podLayer,
                attached,
                published,
                containers,
                labelled,
                restartPolicy,
                stopTimeout,
                settings,
                membership);
    }

    /**
     * A port of the pod that the host publishes.
     *
     * @param hostIp address of the host it is bound to; all where empty
     * @param hostPort port on the host
     * @param containerPort port in the pod
     * @param protocol transport
     */
    public record PublishedPort(Optional<Ip> hostIp, int hostPort, int containerPort, Protocol protocol) {}
}
