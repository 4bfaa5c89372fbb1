package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan --out} and {@code apply FILE}. */
class SavedPlanTest {
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: db}
            stringData: {password: hunter2-is-the-password}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: app}
            spec:
              containers:
              - name: main
                image: localhost/podseg-quickstart:1
                env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]
            """;

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);
    private Path saved = folder;

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
        saved = folder.resolve("the.plan");
    }

    private Run plan(String... manifests) {
        List<String> arguments = new ArrayList<>(List.of("--out", saved.toString()));
        for (String manifest : manifests) {
            arguments.addAll(List.of("-f", manifest));
        }
        return desk.on("plan", arguments.toArray(String[]::new));
    }

    private Run apply() {
        return desk.on("apply", "--yes", saved.toString());
    }

    private void stale(String... words) {
        int calls = desk.podman.calls().size();
        int writes = desk.netfilter.writes();
        Run run = apply();
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("podseg: the plan in " + saved + " is stale: ")
                .contains(words)
                .endsWith(". Nothing was changed; plan again.\n");
        assertThat(desk.podman.calls()).hasSize(calls);
        assertThat(desk.netfilter.writes()).isEqualTo(writes);
    }

    @Test
    void aPlanIsSavedAndCarriedOut() {
        Run planned = plan(Desk.QUICKSTART);
        assertThat(planned.exit()).isZero();
        assertThat(planned.out()).contains("Plan: 7 to add");
        assertThat(planned.err()).isEqualTo("The plan is saved; to carry out just this: podseg apply " + saved + "\n");
        assertThat(desk.state()).doesNotExist();
        Run applied = apply();
        assertThat(applied.err()).isEmpty();
        assertThat(applied.exit()).isZero();
        assertThat(applied.out())
                .startsWith(planned.out().stripTrailing())
                .endsWith("Apply complete: 7 changes made.\n");
    }

    @Test
    void aPlanWithoutChangesIsSavedToo() {
        desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        plan(Desk.QUICKSTART);
        assertThat(apply().out()).startsWith("No changes.");
    }

    @Test
    void onceAppliedItIsStale() {
        plan(Desk.QUICKSTART);
        apply();
        stale(
                "the host changed since it was made; ",
                "Network quickstart would not be created any more",
                " and 2 more");
    }

    @Test
    void manifestsThatChangedAreNamedWithWhatDiffers() throws IOException {
        Path file = desk.manifest("a.yaml", SECRET);
        plan(file.toString());
        Files.writeString(file, SECRET.replace("{name: app}", "{name: other}"));
        stale(
                "the manifests changed since",
                "Pod default/app would not be created any more",
                "Pod default/other would be created too");
        Files.writeString(file, SECRET.replace("[{name: PASSWORD", "[{name: WORD"));
        stale("the manifests changed since", "Pod default/app would be created otherwise");
        Files.writeString(file, SECRET + "# nothing but a comment\n");
        stale(
                "the manifests changed since it was made; the same would be done, but it was planned from other manifests");
        Files.writeString(file, SECRET.replace("hunter2", "hunter3"));
        stale("the manifests changed since");
        Files.writeString(file, SECRET);
        assertThat(apply().exit()).isZero();
    }

    @Test
    void manifestsThatBrokeOrWentAreNoLongerThoseOfThePlan() throws IOException {
        Path file = desk.manifest("a.yaml", SECRET);
        plan(file.toString());
        Files.writeString(file, SECRET.replace("kind: Pod", "kind: Pud"));
        stale("the manifests changed since it was made; now there are errors");
        Files.delete(file);
        stale("the manifests changed since it was made; now there are errors");
    }

    @Test
    void aHostThatChangedIsNamedWithWhatDiffers() throws Exception {
        desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        Path file = desk.manifest("a.yaml", SECRET);
        plan(Desk.QUICKSTART, file.toString());
        desk.podman.deletePod("quickstart_web");
        stale("the host changed since it was made; Pod quickstart/web would be created too");
    }

    @Test
    void bothAreSaidWhereBothChanged() throws Exception {
        Path file = desk.manifest("a.yaml", SECRET);
        desk.on("apply", "--yes", "-f", file.toString());
        plan(file.toString(), Desk.QUICKSTART);
        desk.podman.deletePod("app");
        Files.writeString(file, SECRET + "# more\n");
        stale("the manifests and the host changed since it was made; Pod default/app would be created too");
    }

    @Test
    void aFirewallThatChangedMakesItStale() throws Exception {
        desk.on("apply", "--yes", "-f", Desk.QUICKSTART);
        Path file = desk.manifest("a.yaml", SECRET);
        plan(Desk.QUICKSTART, file.toString());
        desk.netfilter.setBridgeNetfilter(false);
        stale("the host changed since it was made; Sysctl net.bridge.bridge-nf-call-");
    }

    @Test
    void noSecretIsInThePlan() throws IOException {
        Path file = desk.manifest("a.yaml", SECRET);
        plan(file.toString());
        assertThat(Files.readString(saved)).contains("PASSWORD").doesNotContain("hunter2");
    }

    @Test
    void sourcesCountFromTheFolderThatTheyWereNamedIn() throws IOException {
        plan(Desk.QUICKSTART);
        String text = Files.readString(saved);
        String here = Path.of("").toAbsolutePath().toString();
        assertThat(text).contains("\"sources\" : [ \"" + Desk.QUICKSTART + "\" ]", "\"folder\" : \"" + here + "\"");
        Files.writeString(saved, text.replace("\"" + here + "\"", "\"" + here + "/src/..\""));
        assertThat(apply().exit()).isZero();
    }

    @Test
    void whatIsNoPlanTouchesNothing() {
        Path manifest = desk.manifest("a.yaml", SECRET);
        for (String file : List.of(manifest.toString(), Desk.QUICKSTART, "/no/such.plan")) {
            Run run = desk.on("apply", "--yes", file);
            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).startsWith("podseg: ").hasLineCount(1);
        }
        plan(manifest.toString());
        Run both = desk.on("apply", "--yes", "-f", Desk.QUICKSTART, saved.toString());
        assertThat(both.exit()).isEqualTo(3);
        assertThat(both.err()).contains("leave out -f, ");
        assertThat(desk.podman.calls()).isEmpty();
    }

    @Test
    void manifestsWithErrorsAreNotPlanned() {
        Path bad = desk.manifest("bad.yaml", "apiVersion: v1\nkind: Pud\nmetadata: {name: a}\n");
        assertThat(plan(bad.toString()).exit()).isEqualTo(3);
        assertThat(saved).doesNotExist();
    }

    @Test
    void itAsksAndLimitsAsEver() {
        plan(Desk.QUICKSTART);
        assertThat(desk.on("apply", saved.toString()).exit()).isEqualTo(3);
        assertThat(desk.podman.calls()).isEmpty();
    }
}
