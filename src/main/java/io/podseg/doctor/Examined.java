package io.podseg.doctor;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import java.io.IOException;
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
 * @param podmanProblem asks Podman's API as a plan would; what went wrong as a sentence, or empty
 */
public record Examined(CommandRunner programs, Path root, Path stateFolder, Supplier<Optional<String>> podmanProblem) {
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
        try {
            return Optional.of(Files.readString(path(path)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
