package io.podseg.manifest;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.podseg.manifest.yaml.Document;
import io.podseg.manifest.yaml.DocumentReader;
import io.podseg.model.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, problems are values: no input makes the reader throw. Mutates the golden cases with a fixed seed. */
@NullMarked
class MutationTest {
    private static final String[] SPLICES = {
        "\n", "  ", ": ", "- ", "{", "}", "[", "]", "\"", "'", "&a ", "*a", "<<: ", "!!int ", "|\n", "#", "\t", "\0",
        "null", "yes", "0", "-1", "1e99", "\u202e", "--rf", "$(id)", "spec", "name: ", "~", "?", "%", "@", ","
    };

    @Test
    void noInputMakesTheReaderThrow() throws IOException {
        Random random = new Random(20);
        for (Path file : inputs()) {
            String text = Files.readString(file);
            String name = file.getFileName().toString();
            for (int i = 0; i < 60; i++) {
                String mutated = mutate(text, random);
                assertThatCode(() -> read(name, mutated))
                        .as(file + " as\n" + mutated)
                        .doesNotThrowAnyException();
            }
        }
    }

    private static List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/cases-manifest"))) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> f.toString().contains("/in/"))
                    .filter(f -> !f.toString().contains("yaml-hostile"))
                    .filter(f ->
                            !f.toString().contains("latin1") && !f.toString().contains("utf16"))
                    .sorted()
                    .toList();
        }
    }

    private static void read(String name, String text) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Declared declared = new Declared();
        Loader loader = new Loader(declared, diagnostics);
        for (Document document : new DocumentReader(name, diagnostics).read(text.getBytes(StandardCharsets.UTF_8))) {
            loader.load(document);
        }
        declared.finish(diagnostics);
    }

    private static String mutate(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(out.length() + 1);
            int end = Math.min(out.length(), at + random.nextInt(12));
            switch (random.nextInt(3)) {
                case 0 -> out.delete(at, end);
                case 1 -> out.insert(at, SPLICES[random.nextInt(SPLICES.length)]);
                default -> out.replace(at, end, SPLICES[random.nextInt(SPLICES.length)]);
            }
        }
        return out.toString();
    }
}
