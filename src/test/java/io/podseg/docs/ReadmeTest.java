package io.podseg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.manifest.FolderSource;
import io.podseg.plan.FirewallItems;
import io.podseg.plan.Inventory;
import io.podseg.plan.PlanInput;
import io.podseg.plan.PlanText;
import io.podseg.plan.Planner;
import io.podseg.state.BridgeSysctls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README shows a manifest that exists, and what podseg prints for it. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Path SAMPLE = Path.of("manifests/quickstart");

    @Test
    void theManifestIsTheSample() throws IOException {
        assertThat(block("yaml")).isEqualTo(Files.readString(SAMPLE.resolve("policies.yaml")));
    }

    @Test
    void thePlanIsWhatIsPrinted() throws IOException {
        Desired before = compile(Known.NOTHING, List.of(SAMPLE.resolve("network.yaml"), SAMPLE.resolve("pods.yaml")));
        Desired after = compile(Known.of(before.state()), List.of(SAMPLE));
        assertThat(block("")).isEqualTo(plan(before, after));
    }

    private static Desired compile(Known known, List<Path> manifests) {
        return Compiler.compile(new FolderSource(manifests).load().declarations(), known);
    }

    private static String plan(Desired before, Desired after) {
        Inventory last = new Inventory(
                "r1",
                before.objects(),
                FirewallItems.hashes(before.state().firewall()),
                before.world(),
                BridgeSysctls.NONE);
        return PlanText.render(
                Planner.plan(new PlanInput(
                        after.state(),
                        before.state(),
                        last,
                        after.pods(),
                        after.secrets(),
                        after.objects(),
                        after.world(),
                        after.diagnostics())),
                false);
    }

    /** Every command has a row, and each row names a command. */
    @Test
    void theTableHasEveryCommand() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/podseg/cli"))) {
            List<String> commands = sources.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith("Command.java") && !name.equals("PodsegCommand.java"))
                    .map(name -> name.substring(0, name.indexOf("Command")).toLowerCase(java.util.Locale.ROOT))
                    .sorted()
                    .toList();
            List<String> documented = Files.readString(README)
                    .lines()
                    .filter(line -> line.startsWith("| `"))
                    .flatMap(line -> Pattern.compile("`([a-z]+)`")
                            .matcher(line.substring(0, line.indexOf('|', 1)))
                            .results())
                    .map(found -> found.group(1))
                    .sorted()
                    .toList();
            assertThat(documented).isEqualTo(commands);
        }
    }

    /** The README's one code block of a language. */
    private static String block(String language) throws IOException {
        var blocks = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(Files.readString(README))
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .toList();
        assertThat(blocks).as("blocks of language \"%s\"", language).hasSize(1);
        return blocks.getFirst();
    }
}
