package io.podseg.state;

import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pod that podseg owns, as far as desired and actual can be compared.
 *
 * @param key the declared object
 * @param podmanName its name in Podman
 * @param specHash hash over everything that cannot change without a new pod; read back from the label
 *     {@code io.podseg.spec-hash}
 * @param attachments networks and addresses, in the order declared
 * @param containers by container name (not Podman name): whether it runs
 * @param labels the pod's labels in Podman without podseg's own, but for {@code io.podseg.prune}; empty in the desired state
 * @param images by container name: id of the image that it was made from; empty in the desired state
 * @param member the Deployment, DaemonSet or Job that it belongs to
 * @param network how it is connected
 * @param podLayer whether its policies are enforced inside its own network namespace too, or there alone
 * @param limits by container name what the kernel lets it use; those that do not run are missing, and all in the desired state
 */
public record PodState(
        ObjectKey key,
        String podmanName,
        String specHash,
        List<Attachment> attachments,
        SortedMap<String, ContainerRun> containers,
        SortedMap<String, String> labels,
        SortedMap<String, String> images,
        Optional<Membership> member,
        NetworkMode network,
        boolean podLayer,
        SortedMap<String, Limits> limits) {
    public PodState {
        attachments = List.copyOf(attachments);
        containers = Sorted.map(containers);
        labels = Sorted.map(labels);
        images = Sorted.map(images);
        limits = Sorted.map(limits);
    }

    /** A pod of which it is not known what its containers may use. */
    public PodState(
            ObjectKey key,
            String podmanName,
            String specHash,
            List<Attachment> attachments,
            SortedMap<String, ContainerRun> containers,
            SortedMap<String, String> labels,
            SortedMap<String, String> images,
            Optional<Membership> member) {
        this(
                key,
                podmanName,
                specHash,
                attachments,
                containers,
                labels,
                images,
                member,
                NetworkMode.BRIDGE,
                false,
                new TreeMap<>());
    }

    /** The same pod, connected in this way. */
    public PodState connected(NetworkMode mode, boolean inside) {
        return new PodState(
                key, podmanName, specHash, attachments, containers, labels, images, member, mode, inside, limits);
    }

    /** The same pod with what its containers may use. */
    public PodState withLimits(SortedMap<String, Limits> others) {
        return new PodState(
                key, podmanName, specHash, attachments, containers, labels, images, member, network, podLayer, others);
    }

    /** A pod of nobody's, of which neither labels nor images are known. */
    public PodState(
            ObjectKey key,
            String podmanName,
            String specHash,
            List<Attachment> attachments,
            SortedMap<String, ContainerRun> containers) {
        this(key, podmanName, specHash, attachments, containers, new TreeMap<>(), new TreeMap<>(), Optional.empty());
    }
}
