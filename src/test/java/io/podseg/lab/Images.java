package io.podseg.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The image store that all labs share, built once: {@code localhost/podseg-test:1} (busybox), and nginx, PostgreSQL and Redis of
 * the machine's release under the stock names that {@code manifests/} uses. It is rebuilt when one of the scripts that build it
 * has changed, or the machine's release.
 */
public final class Images {
    /** busybox with all its applets. */
    public static final String BUSYBOX = "localhost/podseg-test:1";

    private static final Duration BUILD = Duration.ofMinutes(15);

    private Images() {}

    /** Folder of the store, built if need be. */
    static Path store() {
        Path store = Path.of(System.getProperty("podseg.lab.store", "target/lab/store"))
                .toAbsolutePath();
        String build = World.RESOURCES.resolve("images/build").toString();
        Commands.run(List.of("sh", build, store.toString()), "", BUILD).ok();
        return store;
    }
}
