package io.podseg.host.exec;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where programs are. {@code /usr/sbin} and {@code /sbin} are searched too: iptables stands there, and an ordinary user's or a
 * unit's PATH often lacks them. Relative parts of PATH are left out, so that no working directory can bring its own iptables.
 */
final class ProgramPath {
    private static final List<String> ALWAYS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final List<Path> folders;

    ProgramPath(String path) {
        folders = Stream.concat(Arrays.stream(path.split(":", -1)), ALWAYS.stream())
                .filter(folder -> folder.startsWith("/"))
                .distinct()
                .map(Path::of)
                .toList();
    }

    /** Absolute path of a program; a name with a slash is taken as it is. */
    Optional<Path> find(String program) {
        try {
            Stream<Path> candidates = program.contains("/")
                    ? Stream.of(Path.of(program))
                    : folders.stream().map(folder -> folder.resolve(program));
            return candidates
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
