package io.podseg.e2e;

import io.podseg.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program that sends without end ({@code src/test/resources/lab/packets/send}). */
final class Hammer {
    /** The outside host. */
    static final String[] OUTSIDE = {"ip", "netns", "exec", "outside"};

    private static final Path PROGRAM =
            Path.of("src/test/resources/lab/packets/send").toAbsolutePath();

    private final Lab lab;

    Hammer(Lab lab) {
        this.lab = lab;
    }

    /** Path of a file that stands beside the program. */
    static String packets(String name) {
        return PROGRAM.resolveSibling(name).toString();
    }

    /** Its text, for containers. */
    static String program() {
        try {
            return Files.readString(PROGRAM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it run until the lab ends. */
    void from(String[] place, String pause, List<String> targets) {
        List<String> argv = new ArrayList<>(List.of(place));
        argv.addAll(List.of("perl", PROGRAM.toString(), "9", pause));
        argv.addAll(targets);
        lab.spawn(argv.toArray(String[]::new));
    }
}
