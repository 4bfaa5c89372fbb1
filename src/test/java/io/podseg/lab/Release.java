package io.podseg.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which system's Podman the labs of this test run have: the machine's own, or with {@code -Dpodseg.lab.release=trixie} that of
 * another release of Debian, from a tree that is built once.
 */
public final class Release {
    /** The release whose Podman is of the 5.x line. */
    public static final String TRIXIE = "trixie";

    private static final Duration BUILD = Duration.ofMinutes(15);

    private Release() {}

    /** The release's name; empty where it is the machine's own. */
    public static Optional<String> name() {
        return Optional.ofNullable(System.getProperty("podseg.lab.release")).filter(name -> !name.isEmpty());
    }

    /** Root folder of the release, built if need be; empty where it is the machine's own. */
    public static Optional<Path> tree() {
        return name().map(name -> {
            Path tree = Path.of("target/lab", name).toAbsolutePath();
            Commands.run(List.of("sh", World.RESOURCES.resolve("tree").toString(), tree.toString(), name), "", BUILD)
                    .ok();
            return tree;
        });
    }
}
