package io.podseg.host.podman;

import java.util.Map;

/** Labels that mark what podseg made in Podman, and what it needs to know again of a pod that does not run. */
final class Labels {
    /** All labels of podseg begin so. */
    static final String PREFIX = "io.podseg.";

    static final String OWNER = PREFIX + "owner";
    static final String KIND = PREFIX + "kind";
    static final String NAMESPACE = PREFIX + "namespace";
    static final String NAME = PREFIX + "name";
    static final String SPEC_HASH = PREFIX + "spec-hash";
    /** Name of a container in its manifest. */
    static final String CONTAINER = PREFIX + "container";
    /** A pod's networks and addresses as JSON: Podman shows addresses only while it runs. */
    static final String ATTACHMENTS = PREFIX + "attachments";
    /** Folders below the files root that a pod mounts, as a JSON list. */
    static final String FILES = PREFIX + "files";
    /** Podman name of the pod that a volume belongs to. */
    static final String POD = PREFIX + "pod";

    private static final String PODSEG = "podseg";

    private Labels() {}

    /** Whether podseg made the object that has these labels. */
    static boolean owned(Map<String, String> labels) {
        return PODSEG.equals(labels.get(OWNER));
    }

    /** The mark of ownership. */
    static Map<String, String> owner() {
        return Map.of(OWNER, PODSEG);
    }
}
