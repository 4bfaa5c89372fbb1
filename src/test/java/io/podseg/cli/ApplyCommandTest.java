package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plan, apply and destroy from the command line. */
class ApplyCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    private Run apply(String... more) {
        return desk.on(
                "apply",
                Stream.concat(Stream.of("-f", Desk.QUICKSTART), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void planShowsAndTouchesNothing() {
        Run run = desk.on("plan", "-f", Desk.QUICKSTART);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("+ Network quickstart", "quickstart/client -> quickstart/web", "Plan: 7 to add");
        assertThat(run.err()).isEmpty();
        assertThat(desk.podman.calls()).isEmpty();
        assertThat(desk.netfilter.writes()).isZero();
        assertThat(desk.state()).doesNotExist();
    }

    @Test
    void planTellsChangesByItsExitCodeWhenAsked() {
        assertThat(desk.on("plan", "--detailed-exitcode", "-f", Desk.QUICKSTART).exit())
                .isEqualTo(2);
        apply("--yes");
        Run after = desk.on("plan", "--detailed-exitcode", "-f", Desk.QUICKSTART);
        assertThat(after.out()).startsWith("No changes.");
        assertThat(after.exit()).isZero();
    }

    @Test
    void planWritesJsonAndYaml() {
        assertThat(desk.on("plan", "-o", "json", "-f", Desk.QUICKSTART).out())
                .startsWith("{\n  \"schema\" : \"podseg.io/plan/v1\"")
                .endsWith("}\n");
        assertThat(desk.on("plan", "-o", "yaml", "-f", Desk.QUICKSTART).out())
                .startsWith("schema: podseg.io/plan/v1\n");
    }

    @Test
    void applyTellsOfEachChange() {
        Run run = apply("--yes");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("\n+ Network quickstart  done\n", "\n+ Pod quickstart/web  done\n")
                .endsWith("\nApply complete: 7 changes made.\n");
        assertThat(desk.podman.calls()).contains("startPod quickstart_web");
    }

    @Test
    void aSecondApplyWritesNothing() throws IOException {
        apply("--yes");
        int calls = desk.podman.calls().size();
        int writes = desk.netfilter.writes();
        Path inventory = desk.state().resolve("inventory.json");
        Object before = Files.getLastModifiedTime(inventory);
        Object identity = Files.getAttribute(inventory, "unix:ino");

        Run again = apply("--yes");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).isEqualTo("No changes. The host is as the manifests say.\n");
        assertThat(desk.podman.calls()).hasSize(calls);
        assertThat(desk.netfilter.writes()).isEqualTo(writes);
        assertThat(Files.getLastModifiedTime(inventory)).isEqualTo(before);
        assertThat(Files.getAttribute(inventory, "unix:ino")).isEqualTo(identity);
    }

    @Test
    void withoutATerminalItMustBeToldNotToAsk() {
        Run refused = apply();
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.out()).as("the plan is shown all the same").contains("Plan: ");
        assertThat(refused.err()).contains("podseg apply --yes").contains("Nothing was changed.");
        assertThat(desk.podman.calls()).isEmpty();
        assertThat(desk.netfilter.writes()).isZero();
        assertThat(desk.state().resolve("inventory.json")).doesNotExist();
    }

    @Test
    void whereThereIsNothingToAskNoTerminalIsNeeded() {
        assertThat(desk.on("destroy").exit()).isZero();
        assertThat(apply("--yes").exit()).isZero();
        assertThat(apply().exit()).isZero();
        assertThat(desk.on("destroy").exit()).isEqualTo(3);
    }

    @Test
    void onlyAYesIsAYes() {
        for (String no : List.of("", "\n", "n\n", "yess\n", "jo\n")) {
            desk.answer = Optional.of(no);
            Run run = apply();
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains("Apply these changes? [y/N] ").contains("Nothing was changed.");
            assertThat(desk.podman.calls()).isEmpty();
        }
        desk.answer = Optional.of(" Yes \n");
        assertThat(apply().exit()).isZero();
        assertThat(desk.podman.calls()).isNotEmpty();
    }

    @Test
    void whatFailsIsNamedAndTheRestGoesOn() {
        desk.podman.fail("createPod quickstart_client", "no space left\non \u001b[31mdevice");
        Run run = apply("--yes");
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out())
                .contains("! Pod quickstart/client  failed: no space left\\non \\u001b[31mdevice\n")
                .contains("+ Pod quickstart/web  done\n")
                .endsWith("Applied in part: 6 changes made, 1 failed, 0 blocked.\n");
    }

    @Test
    void whatWaitsForAFailureIsBlockedByIt() {
        desk.podman.fail("createNetwork quickstart", "subnet is taken");
        Run run = apply("--yes");
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out()).contains("! Pod quickstart/web  blocked by Network quickstart\n");
    }

    @Test
    void deletionsCanBeLimited() {
        apply("--yes");
        Run run = desk.on("destroy", "--yes", "--max-deletes", "3");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("more than --max-deletes 3 allows");
        assertThat(desk.podman.calls()).noneMatch(call -> call.startsWith("delete"));
        assertThat(desk.on("destroy", "--yes", "--max-deletes", "7").exit()).isZero();
    }

    @Test
    void destroyRemovesEverythingAndThenFindsNothing() {
        apply("--yes");
        Run run = desk.on("destroy", "--yes");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("- Pod quickstart/web  done\n").contains("Destroy complete: 7 changes made.\n");
        Run again = desk.on("destroy", "--yes");
        assertThat(again.out()).isEqualTo("No changes. There is nothing of podseg's on this host.\n");
    }

    @Test
    void theHolderOfTheLockIsNamed() throws Exception {
        try (AutoCloseable lock = desk.store(desk.state()).lock("test")) {
            for (Run run : List.of(apply("--yes"), desk.on("destroy", "--yes"))) {
                assertThat(run.exit()).isEqualTo(5);
                assertThat(run.err())
                        .contains("lock " + desk.state().toRealPath().resolve("lock"));
                assertThat(run.err()).endsWith("; nothing was changed.\n");
            }
        }
        assertThat(desk.podman.calls()).isEmpty();
    }

    @Test
    void aHostThatCannotBeReadIsASentence() {
        desk.unreachable = Optional.of("Podman is not installed; install the package podman");
        for (String command : List.of("plan", "apply", "destroy", "status")) {
            Run run = command.equals("plan") || command.equals("status")
                    ? desk.on(command, "-f", Desk.QUICKSTART)
                    : desk.on(command, "--yes", "-f", Desk.QUICKSTART);
            assertThat(run.exit()).as(command).isEqualTo(1);
            assertThat(run.err()).isEqualTo("podseg: Podman is not installed; install the package podman\n");
            assertThat(run.out()).isEmpty();
        }
        assertThat(desk.state()).doesNotExist();
    }

    @Test
    void badManifestsNeverReachTheHost() {
        Path bad = desk.manifest("bad.yaml", "apiVersion: v1\nkind: Pud\nmetadata: {name: a}\n");
        for (String command : List.of("plan", "apply")) {
            Run run = desk.on(command, "-f", bad.toString());
            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).contains(bad + ":2:").contains("Pud").contains("1 error in the manifests");
        }
        assertThat(desk.opened).isZero();
        assertThat(desk.state()).doesNotExist();
    }

    @Test
    void anEmptyFolderIsNotNothingDesired() {
        apply("--yes");
        int calls = desk.podman.calls().size();
        Run run = desk.on("apply", "--yes", "-f", folder.resolve("empty").toString());
        assertThat(run.exit()).isEqualTo(3);
        assertThat(desk.podman.calls()).hasSize(calls);
    }

    @Test
    void statusFilesFollowAnApply() throws IOException {
        Path status = folder.resolve("status");
        apply("--yes", "--status-dir", status.toString());
        assertThat(Files.readString(status.resolve("quickstart/Pod/web.yaml")))
                .contains("type: Ready", "status: \"True\"", "10.89.60.10");
        assertThat(Files.readString(status.resolve("summary.yaml"))).contains("ready: true", "objects: 7");
        desk.on("destroy", "--yes", "--status-dir", status.toString());
        assertThat(status.resolve("quickstart/Pod/web.yaml")).doesNotExist();
        assertThat(Files.readString(status.resolve("summary.yaml"))).contains("objects: 0");
    }

    @Test
    void statusFilesThatWereAskedForAreThereAlsoWhereNothingChanges() {
        Path status = folder.resolve("status");
        apply("--yes");
        assertThat(apply("--yes", "--status-dir", status.toString()).out()).startsWith("No changes.");
        assertThat(status.resolve("quickstart/Pod/web.yaml")).exists();
    }

    @Test
    void statusFilesThatCannotBeWrittenAreSaidBesideWhatWasDone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Run run = apply("--yes", "--status-dir", file.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("Apply complete: ");
        assertThat(run.err()).contains("podseg: ").contains(file.toString());
    }

    @Test
    void aBoundIsACount() {
        for (String bound : List.of("-1", "x", "99999999999", "1.5")) {
            Run run = apply("--yes", "--max-deletes", bound);
            assertThat(run.exit()).as(bound).isEqualTo(3);
            assertThat(run.err()).contains("'" + bound + "' is no count; expected 0 or more");
        }
    }
}
