package io.podseg.kubeplay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The manifests that are tried. Every object of a file has the file's name, or begins with it and a hyphen. */
public final class Corpus {
    /** The folder with a file for each case. */
    public static final Path FOLDER = Path.of("src/test/resources/kube-play").toAbsolutePath();

    private Corpus() {}

    /**
     * One file.
     *
     * @param name the file's name without its ending
     * @param description what it tries: the comment in its first line
     */
    public record Case(String name, String description) {
        public Path file() {
            return FOLDER.resolve(name + ".yaml");
        }
    }

    /** All cases by name. */
    public static List<Case> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(Corpus::read)
                    .sorted(Comparator.comparing(Case::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            String first = lines.findFirst().orElse("");
            if (!first.startsWith("# ")) {
                throw new AssertionError(file + " does not say in its first line what it tries");
            }
            return new Case(file.getFileName().toString().replace(".yaml", ""), first.substring(2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The case that an object of Podman's comes from: the longest name that the object's begins with. */
    static Optional<String> caseOf(List<Case> cases, String object) {
        return cases.stream()
                .map(Case::name)
                .filter(name -> object.equals(name) || object.startsWith(name + "-") || object.startsWith(name + "_"))
                .max(Comparator.comparing(String::length));
    }
}
