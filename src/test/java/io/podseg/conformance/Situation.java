package io.podseg.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One case: policies, changed labels and the expected table, or several of them one after the other.
 *
 * @param name name of its folder
 * @param steps what is applied and expected, in order
 */
public record Situation(String name, List<Step> steps) {
    private static final Path CASES = Nine.FOLDER.resolve("cases");

    public Situation {
        steps = List.copyOf(steps);
    }

    /** Every case, by name. */
    public static List<Situation> all() {
        return folders(CASES).stream()
                .map(folder -> {
                    List<Path> steps = folders(folder);
                    return new Situation(
                            folder.getFileName().toString(),
                            (steps.isEmpty() ? List.of(folder) : steps)
                                    .stream().map(Step::read).toList());
                })
                .toList();
    }

    /** The case of that name. */
    public static Situation named(String name) {
        return all().stream()
                .filter(situation -> situation.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> folders(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
