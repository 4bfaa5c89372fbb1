package io.podseg;

import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who this process is. */
final class Identity {
    private static final Path SELF = Path.of("/proc/self");

    private Identity() {}

    static PodmanUser ofProcess() {
        try {
            int uid = (int) Files.getAttribute(SELF, "unix:uid");
            return PodmanUser.of(uid, Files.readString(SELF.resolve("uid_map")), System.getenv());
        } catch (IOException e) {
            throw new IllegalStateException("the kernel does not tell who this process is: " + e.getMessage(), e);
        }
    }
}
