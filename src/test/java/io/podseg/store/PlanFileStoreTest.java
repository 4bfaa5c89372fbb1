package io.podseg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.plan.SavedPlan;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PlanFiles.UnusablePlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFileStoreTest {
    private static final SavedPlan PLAN = new SavedPlan(
            "1.2.3",
            "2026-01-02T03:04:05Z",
            new SavedPlan.Request("/srv", List.of("a \"quoted\" folder", "b\nc"), true, List.of("Pod/a/b"), true, true),
            "r1",
            "h1",
            "d1",
            Map.of("schema", "podseg.io/plan/v1", "changes", List.of(Map.of("kind", "Pod", "drift", false))));

    @TempDir
    private Path folder = Path.of("");

    private final PlanFileStore store = new PlanFileStore();

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("plan"), text);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Path file = folder.resolve("plan");
        store.write(file, PLAN);
        assertThat(store.read(file)).isEqualTo(PLAN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).startsWith("{\n  \"schema\" : \"podseg.io/saved-plan/v1\"");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aSavedPlanIsReplacedAndBecomesPrivate() throws Exception {
        Path file = folder.resolve("plan");
        store.write(file, PLAN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        SavedPlan other = new SavedPlan("2", "t", PLAN.request(), "r2", "h2", "d2", Map.of());
        store.write(file, other);
        assertThat(store.read(file)).isEqualTo(other);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiVersion: v1\n", "{}", "{\"schema\":3}", "{\"schema\":\"podseg.io/plan/v1\"}", "\u0000"})
    void aFileOfAnotherKindIsNeverOverwritten(String text) throws Exception {
        Path file = file(text);
        assertThatThrownBy(() -> store.write(file, PLAN))
                .isInstanceOf(HostException.class)
                .hasMessageStartingWith(file + " is there already and is no saved plan");
        assertThat(file).hasContent(text);
    }

    @Test
    void linksAreNeverFollowed() throws Exception {
        Path target = folder.resolve("target");
        store.write(target, PLAN);
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing"));
        for (Path each : List.of(link, dangling)) {
            assertThatThrownBy(() -> store.write(each, PLAN))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("is a link and not a file");
            assertThatThrownBy(() -> store.read(each))
                    .isInstanceOf(UnusablePlanException.class)
                    .hasMessageContaining("is a link and not a file");
            assertThat(Files.isSymbolicLink(each)).isTrue();
        }
        assertThat(folder.resolve("nothing")).doesNotExist();
    }

    @Test
    void aFolderIsNoPlan() {
        assertThatThrownBy(() -> store.write(folder, PLAN)).hasMessageContaining("is a folder and not a file");
        assertThatThrownBy(() -> store.read(folder)).hasMessageContaining("manifests are named with: -f " + folder);
    }

    @Test
    void aPlaceThatIsNotThereIsASentence() {
        Path file = folder.resolve("no/such/plan");
        assertThatThrownBy(() -> store.write(file, PLAN))
                .isInstanceOf(HostException.class)
                .hasMessage("cannot write the plan to " + file + ": it does not exist");
        assertThatThrownBy(() -> store.read(file)).hasMessage("there is no file " + file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|is no saved plan",
                "null|is no saved plan",
                "[]|is no saved plan",
                "{|is no saved plan",
                "kind: Pod|is no saved plan",
                "{\"schema\":\"podseg.io/plan/v1\"}|as -o json prints it",
                "{\"schema\":\"podseg.io/saved-plan/v9\",\"more\":1}|by another version of podseg",
                "{\"schema\":\"podseg.io/inventory/v1\"}|is no saved plan",
                "{\"schema\":\"podseg.io/saved-plan/v1\"}|or a damaged one",
                "{\"schema\":\"podseg.io/saved-plan/v1\",\"version\":null}|or a damaged one",
            })
    void whatIsNoPlanIsSaid(String text, String said) throws Exception {
        Path file = file(text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> store.read(file))
                .isInstanceOf(UnusablePlanException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(said);
    }

    @Test
    void aDamagedPlanIsSaid() throws Exception {
        Path file = folder.resolve("plan");
        store.write(file, PLAN);
        String whole = Files.readString(file);
        for (String broken : List.of(
                whole.substring(0, whole.length() / 2),
                whole + "x",
                whole.replace("\"digest\"", "\"digests\""),
                whole.replace("\"d1\"", "null"))) {
            Files.writeString(file, broken);
            assertThatThrownBy(() -> store.read(file)).as(broken).isInstanceOf(UnusablePlanException.class);
        }
    }

    @Test
    void whatOthersMayWriteIsNotTrusted() throws Exception {
        Path file = folder.resolve("plan");
        store.write(file, PLAN);
        for (String mode : List.of("rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> store.read(file)).hasMessageContaining("chmod go-w");
        }
    }
}
