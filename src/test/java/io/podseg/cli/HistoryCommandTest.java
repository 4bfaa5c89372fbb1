package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code podseg history} says of what was applied. */
class HistoryCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    @Test
    void nothingWasApplied() {
        Run run = desk.on("history");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Nothing was applied on this host.\n");
        assertThat(desk.state()).doesNotExist();
        assertThat(desk.on("history", "show", "1").exit()).isEqualTo(1);
    }

    @Test
    void everyApplyIsThere() throws Exception {
        desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        desk.podman.fail("createPod app", "no space left on device");
        desk.on("apply", List.of("""
                apiVersion: v1
                kind: Pod
                metadata: {name: app}
                spec: {containers: [{name: app, image: localhost/podseg-quickstart:1}]}
                """), "--yes", "-f", Desk.QUICKSTART);
        desk.on("destroy", "--yes");
        List<String> lines = desk.on("history").out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1))
                .matches("3 +2026-01-02T03:04:05Z +destroy, ada as root +applied +8 delete +[0-9a-f]{12} -> nothing");
        assertThat(lines.get(2)).matches("2 +\\S+ +apply, ada as root +partial +2 add +[0-9a-f]{12} -> [0-9a-f]{12}");
        assertThat(lines.get(3)).matches("1 +\\S+ +apply, ada as root +applied +7 add +nothing -> [0-9a-f]{12}");
        assertThat(desk.on("history", "1").out().lines()).hasSize(2);
        assertThat(Files.getPosixFilePermissions(desk.state().resolve("history/00000001.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void oneIsShownWithItsPlanAndItsOutcomes() {
        desk.podman.fail("startPod quickstart_web", "no space left on device");
        desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        assertThat(desk.on("history", "show", "1").out())
                .contains(
                        "+ Pod quickstart/web  failed: no space left on device\n",
                        "+ NetworkPolicy quickstart/web-from-client  applied\n",
                        "+ quickstart/client -> quickstart/web 8080/TCP\n");
        assertThat(desk.on("history", "show", "1", "-o", "yaml").out())
                .contains(
                        "schema: podseg.io/history/v1\n",
                        "sudoUser: ada\n",
                        "result: partial\n",
                        "schema: podseg.io/plan/v1\n",
                        "message: no space left on device\n");
        assertThat(desk.on("history", "-o", "json").out())
                .contains("\"number\" : 1")
                .doesNotContain("\"changes\"");
    }

    @Test
    void secretsAreNotRemembered() throws Exception {
        desk.on("apply", List.of("""
                apiVersion: v1
                kind: Secret
                metadata: {name: key}
                stringData: {password: opensesame}
                """), "--yes");
        assertThat(Files.readString(desk.state().resolve("history/00000001.json")))
                .doesNotContain("opensesame");
        assertThat(desk.on("history", "show", "1").out())
                .contains("Secret default/key")
                .doesNotContain("opensesame");
    }

    @Test
    void theOldestAreForgottenAndDamagedOnesPassedOver() throws Exception {
        Path history = Files.createDirectories(desk.state().resolve("history"));
        for (int number = 1; number <= 60; number++) {
            Files.writeString(history.resolve(String.format("%08d.json", number)), "{\"schema\": \"other\"");
        }
        desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        assertThat(history.toFile().list())
                .hasSize(50)
                .contains("00000061.json")
                .doesNotContain("00000011.json");
        assertThat(desk.on("history", "50").out().lines()).hasSize(2);
    }

    @Test
    void anApplyThatCannotBeWrittenDownIsDoneAllTheSame() throws Exception {
        Files.createDirectories(desk.state());
        Files.writeString(desk.state().resolve("history"), "a file");
        Run run = desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("this apply will be missing in the history");
    }

    @Test
    void badNumbersAreRefused() {
        assertThat(desk.on("history", "0").exit()).isEqualTo(3);
        assertThat(desk.on("history", "many").exit()).isEqualTo(3);
    }
}
