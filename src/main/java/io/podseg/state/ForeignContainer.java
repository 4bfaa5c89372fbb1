package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.SortedMap;

/**
 * A container or pod that podseg did not make and that stands on a network that podseg manages.
 *
 * @param name Podman's name
 * @param labels its own labels
 * @param attachments networks and the addresses it has now (dynamic ones change at a restart); none while it does not run
 */
public record ForeignContainer(String name, SortedMap<String, String> labels, List<Attachment> attachments) {
    /** Label that names the namespace of a container that podseg did not make. */
    public static final String NAMESPACE = "podseg.io/namespace";

    private static final String DEFAULT_NAMESPACE = "default";

    public ForeignContainer {
        labels = Sorted.map(labels);
        attachments = List.copyOf(attachments);
    }

    /** The namespace that its label names, which may be no possible name at all; {@code default} without the label. */
    public String namespace() {
        return labels.getOrDefault(NAMESPACE, DEFAULT_NAMESPACE);
    }
}
