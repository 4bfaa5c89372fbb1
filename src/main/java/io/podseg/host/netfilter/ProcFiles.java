package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files below {@code /proc} as the network namespace of the bridges has them: {@code /proc/sys/net} and {@code /proc/net} show
 * the namespace of the process that looks.
 */
public interface ProcFiles {
    /** Content without surrounding space; empty where the file does not exist or may not be read. */
    Optional<String> read(Path file);

    /** Whether the text was written. */
    boolean write(Path file, String text);

    /** The namespace that podseg itself is in. */
    static ProcFiles own() {
        return new ProcFiles() {
            @Override
            public Optional<String> read(Path file) {
                // Files.readString would begin with one byte, and of a number below /proc/sys get no more than its
                // first digit.
                try (InputStream in = Files.newInputStream(file)) {
                    return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
                } catch (IOException e) {
                    return Optional.empty();
                }
            }

            @Override
            public boolean write(Path file, String text) {
                try {
                    Files.writeString(file, text);
                    return true;
                } catch (IOException e) {
                    return false;
                }
            }
        };
    }

    /** The namespace in which a runner runs its commands. */
    static ProcFiles of(CommandRunner runner) {
        return new ProcFiles() {
            @Override
            public Optional<String> read(Path file) {
                return runner.run(List.of("cat", file.toString()), "")
                                        instanceof CommandRunner.Exited(int exit, String out, String _)
                                && exit == 0
                        ? Optional.of(out.strip())
                        : Optional.empty();
            }

            @Override
            public boolean write(Path file, String text) {
                return runner.run(List.of("tee", file.toString()), text).ok();
            }
        };
    }
}
