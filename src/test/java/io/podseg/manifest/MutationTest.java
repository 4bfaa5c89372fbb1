package io.podseg.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.podseg.desired.Compiler;
import io.podseg.desired.Known;
import io.podseg.manifest.yaml.Document;
import io.podseg.manifest.yaml.DocumentReader;
import io.podseg.model.Diagnostic;
import io.podseg.model.Hidden;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                assertThatCode(() -> assertTold(name, read(name, mutated)))
                        .as(file + " as\n" + mutated)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** A policy's words are few; a slip in any of them must not make a policy that says less than its author meant. */
    @Test
    void noSlipInAPolicysWordsIsOverlooked() {
        assertThat(errors(POLICY)).isZero();
        Matcher words = WORDS.matcher(POLICY);
        int slips = 0;
        while (words.find()) {
            for (String slip : slips(words.group())) {
                String text = POLICY.substring(0, words.start()) + slip + POLICY.substring(words.end());
                assertThat(errors(text)).as(text).isPositive();
                slips++;
            }
        }
        assertThat(slips).isGreaterThan(300);
    }

    private static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: p
            spec:
              podSelector:
                matchLabels: {a: b}
                matchExpressions:
                - {key: c, operator: NotIn, values: [d]}
              policyTypes: [Ingress, Egress]
              ingress:
              - from:
                - namespaceSelector: {}
                  podSelector: {matchExpressions: [{key: c, operator: Exists}]}
                - ipBlock:
                    cidr: 10.0.0.0/8
                    except: [10.1.0.0/16]
                ports:
                - {port: 80, endPort: 90, protocol: TCP}
              egress:
              - to: [{podSelector: {}}]
                ports: [{protocol: UDP}]
            """;

    private static final Pattern WORDS = Pattern.compile("[A-Za-z][A-Za-z0-9./]+");

    private static List<String> slips(String word) {
        List<String> slips = new ArrayList<>(List.of(word + "s", word.toUpperCase(Locale.ROOT) + "X", "x" + word));
        for (int i = 0; i < word.length(); i++) {
            slips.add(word.substring(0, i) + word.substring(i + 1));
            slips.add(word.substring(0, i) + word.charAt(i) + word.substring(i));
            char c = word.charAt(i);
            char other = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
            if (other != c) {
                slips.add(word.substring(0, i) + other + word.substring(i + 1));
            }
        }
        return slips;
    }

    private static long errors(String text) {
        return read("p.yaml", text).stream().filter(Diagnostic::isError).count();
    }

    /** Every problem has a place, and is told on one line that no terminal would take for more than text. */
    private static void assertTold(String name, List<Diagnostic> diagnostics) {
        for (Diagnostic problem : diagnostics) {
            assertThat(problem.position().file()).isEqualTo(name);
            assertThat(problem.position().line()).isPositive();
            assertThat(problem.position().column()).isPositive();
            assertThat(problem.message())
                    .isNotBlank()
                    .matches(text -> text.codePoints().noneMatch(Hidden::is));
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

    private static List<Diagnostic> read(String name, String text) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Declared declared = new Declared(new SeccompFiles());
        List<Named> named = new ArrayList<>();
        Loader loader = new Loader(named, diagnostics);
        for (Document document : new DocumentReader(name, diagnostics).read(text.getBytes(StandardCharsets.UTF_8))) {
            loader.load(document);
        }
        named.forEach(object -> declared.add(object, diagnostics));
        Loaded loaded = declared.finish(diagnostics, "r", List.of());
        return loaded.merged(
                loaded.compilable()
                        ? Compiler.compile(loaded.declarations(), Known.NOTHING).diagnostics()
                        : List.of());
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
