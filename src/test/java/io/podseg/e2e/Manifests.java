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
    FIRST_PACKET("src/test/resources/lab/manifests/first-packet"),
    STREAMS_WIDE("src/test/resources/lab/manifests/streams/wide"),
    STREAMS_NARROW("src/test/resources/lab/manifests/streams/narrow"),
    DUAL_STACK("src/test/resources/lab/manifests/dual-stack"),
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
