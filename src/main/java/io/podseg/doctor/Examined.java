package io.podseg.doctor;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The host that is looked at.
 *
 * @param programs its programs
 * @param root its root folder
 * @param stateFolder where podseg keeps its memory
 * @param user whose Podman it is
 * @param podmanProblem asks Podman's API as a plan would; what went wrong as a sentence, or empty
 * @param hook what gives pods rules of their own
 */
public record Examined(
        CommandRunner programs,
        Path root,
        Path stateFolder,
        PodmanUser user,
        Supplier<Optional<String>> podmanProblem,
        HookPort hook) {
    private static final int MOST = 1 << 24;

    /** What a program printed; empty where it is missing or failed. */
    Optional<String> output(String... argv) {
        return printed(programs.run(List.of(argv), ""));
    }

    /** What a program printed that ran well. */
    static Optional<String> printed(Result result) {
        return result instanceof Exited exited && result.ok()
                ? Optional.of(exited.stdout().strip())
                : Optional.empty();
    }

    /** A file below the root; {@code path} is absolute. */
    Path path(String path) {
        return root.resolve(path.substring(1));
    }

    boolean exists(String path) {
        return Files.exists(path(path));
    }

    /** Contents of a file without white space around; empty where it cannot be read. */
    Optional<String> read(String path) {
        // In one call: of a number in /proc/sys the kernel tells nothing more to who has read its first digit, as
        // Files.readString does first with a file that is said to be empty.
        try (InputStream in = Files.newInputStream(path(path))) {
            return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
