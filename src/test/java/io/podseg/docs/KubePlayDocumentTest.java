package io.podseg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.kubeplay.Corpus;
import io.podseg.kubeplay.Reasons;
import io.podseg.kubeplay.Reasons.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tables of docs/kube-play.md are those that {@code KubePlayIT} works with; {@code -Dpodseg.update=true} writes them anew. */
class KubePlayDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/kube-play.md");
    private static final String BEGIN = "<!-- from here on written by KubePlayDocumentTest -->\n";

    @Test
    void tablesAreThoseOfTheComparison() throws IOException {
        WrittenPart.check(DOCUMENT, BEGIN, tables());
    }

    @Test
    void casesAreNamedRightly() {
        List<String> names = Corpus.all().stream().map(Corpus.Case::name).toList();
        assertThat(names).hasSizeGreaterThanOrEqualTo(60);
        assertThat(Reasons.load().all())
                .allSatisfy(
                        reason -> assertThat(names).containsAll(reason.cases() == null ? List.of() : reason.cases()));
    }

    private static String tables() {
        StringBuilder out = new StringBuilder("\n## Differences\n\n");
        out.append("| object | what | kube play | podseg | cases | why |\n|---|---|---|---|---|---|\n");
        Reasons.load().all().forEach(reason -> row(out, reason));
        out.append("\n## Manifests\n\n| file | tries |\n|---|---|\n");
        Corpus.all()
                .forEach(one -> out.append("| `")
                        .append(one.name())
                        .append("` | ")
                        .append(one.description())
                        .append(" |\n"));
        return out.toString();
    }

    private static void row(StringBuilder out, Reason reason) {
        out.append("| ").append(reason.where() == null ? "any" : reason.where());
        out.append(" | `").append(reason.path()).append("` | ").append(value(reason.kubePlay()));
        out.append(" | ").append(value(reason.podseg())).append(" | ");
        out.append(reason.cases() == null ? "any" : String.join(", ", reason.cases()));
        out.append(" | ").append(reason.reason());
        out.append(reason.podman() == null ? "" : " (Podman " + reason.podman() + ")")
                .append(" |\n");
    }

    private static String value(@Nullable String glob) {
        if (glob == null) {
            return "";
        }
        return glob.equals("-") ? "nothing" : "`" + glob.replace("|", "\\|") + "`";
    }
}
