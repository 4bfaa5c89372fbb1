package io.podseg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.audit.About;
import io.podseg.audit.Check;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference;
import io.podseg.audit.checks.Checks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of checks in docs/audit.md is podseg's own; {@code -Dpodseg.update=true} writes it anew. */
class AuditDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/audit.md");
    private static final String BEGIN = "<!-- from here on written by AuditDocumentTest -->\n";

    @Test
    void theTableIsThatOfThisVersion() throws IOException {
        StringBuilder out = new StringBuilder(
                "\n| id | severity | what is wrong | what to do | profiles | also known as |\n|---|---|---|---|---|---|\n");
        for (Check check : Checks.all()) {
            About about = check.about();
            out.append(String.join(
                            " | ",
                            "| " + about.id(),
                            about.severity().word(),
                            about.title(),
                            about.remedy(),
                            about.profiles().stream()
                                    .sorted()
                                    .map(Profile::word)
                                    .collect(Collectors.joining(", ")),
                            about.references().stream().map(Reference::toString).collect(Collectors.joining("; "))))
                    .append(" |\n");
        }
        WrittenPart.check(DOCUMENT, BEGIN, out.toString());
    }

    @Test
    void checksAreSortedByTheirIdsAndEachHasItsOwn() {
        List<String> ids =
                Checks.all().stream().map(check -> check.about().id()).toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }
}
