package io.podseg.host.podman;

import io.podseg.model.Owner;
import java.util.Map;

/** Labels that podseg needs in Podman beside those of {@link Owner}. */
final class Labels {
    /** Name of a container in its manifest. */
    static final String CONTAINER = Owner.PREFIX + "container";
    /** Name of an init container in its manifest. */
    static final String INIT = Owner.PREFIX + "init";
    /** A pod's networks and addresses as JSON: Podman shows addresses only while it runs. */
    static final String ATTACHMENTS = Owner.PREFIX + "attachments";
    /** Folders below the files root that a pod mounts, as a JSON list. */
    static final String FILES = Owner.PREFIX + "files";
    /** Podman name of the pod that a volume belongs to. */
    static final String POD = Owner.PREFIX + "pod";

    private Labels() {}

    /** Whether podseg made the object that has these labels. */
    static boolean owned(Map<String, String> labels) {
        return Owner.PODSEG.equals(labels.get(Owner.OWNER));
    }
}
