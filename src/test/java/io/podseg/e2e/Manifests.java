package io.podseg.e2e;

import java.nio.file.Path;

/** Folders of manifests that the tests apply. */
enum Manifests {
    SECURE_WEB("manifests/secure-web"),
    /** A client, a server, a network each, and one to spare. */
    PAIR("src/test/resources/lab/manifests/pair"),
    BROKEN("src/test/resources/lab/manifests/broken"),
    MISSING_IMAGE("src/test/resources/lab/manifests/missing-image"),
    TAKEN_SUBNET("src/test/resources/lab/manifests/taken-subnet"),
    COUNTERS_ENFORCE("src/test/resources/lab/manifests/counters/enforce"),
    COUNTERS_AUDIT("src/test/resources/lab/manifests/counters/audit"),
    DUAL_STACK("src/test/resources/lab/manifests/dual-stack"),
    /** A pod that ends when it is told to, and another. */
    COMPLETED("src/test/resources/lab/manifests/completed"),
    /** A profile for the whole host, and a pod that says nothing itself. */
    HOST_PROFILE("src/test/resources/lab/manifests/host-profile"),
    /** Pods that together have the fields and annotations that Podman can keep. */
    FIELDS("src/test/resources/lab/manifests/fields"),
    /** A pod that must not run as root and would, and one whose init container fails. */
    AS_ROOT("src/test/resources/lab/manifests/as-root"),
    NODE_TRAFFIC("src/test/resources/lab/manifests/node-traffic"),
    /** Ordinary, internal and isolated networks with pods on each combination that routes in its own way. */
    ROUTING("src/test/resources/lab/manifests/routing");

    private final String folder;

    Manifests(String folder) {
        this.folder = folder;
    }

    /** The folder's absolute path. */
    String path() {
        return Path.of(folder).toAbsolutePath().toString();
    }
}
