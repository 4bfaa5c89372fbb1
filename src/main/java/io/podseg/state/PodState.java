package io.podseg.state;

import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.SortedMap;

/**
 * A pod that podseg owns, as far as desired and actual can be compared.
 *
 * @param key the declared object
 * @param podmanName its name in Podman
 * @param specHash hash over everything that cannot change without a new pod; read back from the label
 *     {@code io.podseg.spec-hash}
 * @param attachments networks and addresses, in the order declared
 * @param containers by container name (not Podman name): whether it runs
 */
public record PodState(
        ObjectKey key,
        String podmanName,
        String specHash,
        List<Attachment> attachments,
        SortedMap<String, ContainerRun> containers) {
    public PodState {
        attachments = List.copyOf(attachments);
        containers = Sorted.map(containers);
    }
}
