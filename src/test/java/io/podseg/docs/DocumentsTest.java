package io.podseg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links of the documents lead somewhere, and the tests and packages that they name exist. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    /** A test with its package below {@code io.podseg}: {@code `e2e.DriftIT.aContainer`}. */
    private static final Pattern TEST =
            Pattern.compile("`(?:io\\.podseg\\.)?((?:[a-z]+\\.)+[A-Z]\\w*(?:Test|IT|Contract))(?:\\.(\\w+))?`");

    private static final Pattern DECISION = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            List<Path> all = new ArrayList<>(docs.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList());
            all.addFirst(Path.of("README.md"));
            return all.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Path document) throws IOException {
        for (MatchResult link :
                LINK.matcher(Files.readString(document)).results().toList()) {
            String target = link.group(1);
            if (!target.startsWith("https://")) {
                int hash = target.indexOf('#');
                Path file = hash == 0
                        ? document
                        : document.resolveSibling(hash < 0 ? target : target.substring(0, hash))
                                .normalize();
                assertThat(file).as("link in %s", document).exists();
                if (hash >= 0) {
                    assertThat(anchors(file)).as("link in %s", document).contains(target.substring(hash + 1));
                }
            }
        }
    }

    /** Anchors of headings as GitHub makes them. */
    private static List<String> anchors(Path file) throws IOException {
        return Files.readString(file)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void namedTestsExist(Path document) throws Exception {
        for (MatchResult name :
                TEST.matcher(Files.readString(document)).results().toList()) {
            Class<?> type = Class.forName("io.podseg." + name.group(1), false, DocumentsTest.class.getClassLoader());
            if (name.group(2) != null) {
                assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                        .as("%s in %s", name.group(), document)
                        .contains(name.group(2));
            }
        }
    }

    @Test
    void architectureHasALineForEveryPackage() throws IOException {
        List<String> packages;
        Path root = Path.of("src/main/java/io/podseg");
        try (Stream<Path> files = Files.walk(root)) {
            packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file ->
                            root.relativize(file.resolveSibling("")).toString().replace('/', '.'))
                    .filter(name -> !name.isEmpty())
                    .sorted()
                    .toList();
        }
        List<String> documented = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|")
                .matcher(Files.readString(Path.of("docs/architecture.md")))
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
        assertThat(documented).isEqualTo(packages);
    }

    @Test
    void decisionsAreNumberedWithoutGaps() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docs/decisions"))) {
            List<Path> decisions = files.sorted().toList();
            for (int i = 0; i < decisions.size(); i++) {
                Path decision = decisions.get(i);
                var name = DECISION.matcher(decision.getFileName().toString());
                assertThat(name.matches()).as(decision.toString()).isTrue();
                assertThat(Integer.parseInt(name.group(1)))
                        .as(decision.toString())
                        .isEqualTo(i + 1);
                assertThat(Files.readAllLines(decision).getFirst()).startsWith("# " + (i + 1) + ". ");
            }
        }
    }
}
