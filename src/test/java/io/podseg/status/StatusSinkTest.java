package io.podseg.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.model.Diagnostic;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HandClock;
import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerRun;
import io.podseg.state.Count;
import io.podseg.state.Counters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Status files of a controller: what they say after each kind of turn, and when they are written. */
class StatusSinkTest {
    @TempDir
    Path folder = Path.of("");

    private final HandClock clock = new HandClock("2026-01-02T03:04:05Z");
    private final List<Account> told = new ArrayList<>();
    private Turns turns = new Turns(folder);
    private StatusSink sink = sink();
    private long nanos;

    @BeforeEach
    void begin() {
        turns = new Turns(folder);
        sink = sink();
    }

    private StatusSink sink() {
        return new StatusSink(new StatusFiles(status(), () -> nanos), clock, told::add);
    }

    private Path status() {
        return folder.resolve("status");
    }

    private String read(String file) {
        try {
            return Files.readString(status().resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<Path, Long> inodes() throws IOException {
        try (Stream<Path> files = Files.walk(status())) {
            Map<Path, Long> inodes = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                inodes.put(status().relativize(file), (Long) Files.getAttribute(file, "unix:ino"));
            }
            return inodes;
        }
    }

    private Path manifest(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Counters drops(int packets) {
        TreeMap<String, Count> members = new TreeMap<>(Map.of("10.89.60.10", new Count(packets, packets * 60)));
        return new Counters(List.of(), new TreeMap<>(Map.of("podseg4-drops-i", members)));
    }

    @Test
    void afterAnApplyEachObjectSaysHowItStands() throws Exception {
        Cycle cycle = turns.apply(Turns.QUICKSTART);
        sink.ended(cycle);
        assertThat(read("quickstart/Pod/web.yaml"))
                .contains(
                        "observedRevision: " + cycle.source().revision(),
                        "type: Ready\n    status: \"True\"",
                        "reason: Running",
                        "lastTransitionTime: \"2026-01-02T03:04:05Z\"",
                        "- 10.89.60.10",
                        "state: running");
        assertThat(read("quickstart/NetworkPolicy/web-from-client.yaml"))
                .contains("type: Enforced\n    status: \"True\"", "type: Ready\n", "selectedPods:\n  - quickstart/web");
        assertThat(read("_cluster/Network/quickstart.yaml")).contains("10.89.60.0/24");
        assertThat(read("summary.yaml"))
                .contains(
                        "ready: true\n",
                        "result: applied\n",
                        "- files\n",
                        "reason: AsDeclared",
                        "pid: " + ProcessHandle.current().pid());
        assertThat(Files.getPosixFilePermissions(status().resolve("summary.yaml")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void onlyWhatHasChangedIsWritten() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        Map<Path, Long> before = inodes();
        clock.set(clock.instant().plusSeconds(60));
        turns.podman.putRun("quickstart_web", "httpd", ContainerRun.FAILED);
        sink.ended(turns.report(Cycle.Result.UNCHANGED, Turns.QUICKSTART));
        Map<Path, Long> after = inodes();
        before.entrySet().removeIf(entry -> entry.getValue().equals(after.get(entry.getKey())));
        assertThat(before.keySet())
                .containsExactlyInAnyOrder(Path.of("quickstart/Pod/web.yaml"), Path.of("summary.yaml"));
        assertThat(read("quickstart/Pod/web.yaml"))
                .contains("status: \"False\"", "lastTransitionTime: \"2026-01-02T03:05:05Z\"");
        assertThat(read("quickstart/Pod/client.yaml")).contains("lastTransitionTime: \"2026-01-02T03:04:05Z\"");
    }

    @Test
    void countsAloneAreWrittenNowAndThen() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        sink.counted(drops(3));
        assertThat(read("quickstart/Pod/web.yaml")).contains("packets: 0").doesNotContain("packets: 3");
        nanos += 15_000_000_000L;
        sink.counted(drops(4));
        assertThat(read("quickstart/Pod/web.yaml")).contains("packets: 4", "bytes: 240");
        assertThat(told.getLast().host().objects().stream()
                        .filter(object -> object.key().equals(new ObjectKey("Pod", "quickstart", "web")))
                        .map(object -> object.counted().sum(traffic -> traffic.denied()))
                        .toList())
                .containsExactly(new Count(4, 240));
    }

    @Test
    void filesOfObjectsThatAreGoneGo() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        Path stale = Files.createDirectories(status().resolve("old/Pod")).resolve("gone.yaml");
        Files.writeString(stale, "kind: Pod\n");
        sink = sink();
        Path other = manifest("other.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {a: b}
                """);
        sink.ended(turns.apply(other));
        assertThat(inodes().keySet())
                .containsExactly(Path.of("default/ConfigMap/settings.yaml"), Path.of("summary.yaml"));
        assertThat(status().resolve("quickstart")).doesNotExist();
    }

    @Test
    void whatSomebodyRemovedOrWroteIsWrittenAnew() throws Exception {
        Cycle cycle = turns.apply(Turns.QUICKSTART);
        sink.ended(cycle);
        try (Stream<Path> files = Files.walk(status())) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        sink.ended(cycle);
        assertThat(read("quickstart/Pod/web.yaml")).contains("Running");
    }

    @Test
    void timesOfTransitionsOutliveTheProcess() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        sink.stopped();
        assertThat(read("summary.yaml")).contains("stopped: \"2026-01-02T03:04:05Z\"");
        clock.set(clock.instant().plusSeconds(3600));
        sink = sink();
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(read("quickstart/Pod/web.yaml")).contains("lastTransitionTime: \"2026-01-02T03:04:05Z\"");
    }

    @Test
    void whoNeverTookATurnSaysNothing() throws Exception {
        sink.stopped();
        sink.counted(drops(1));
        assertThat(status()).doesNotExist();
    }

    @Test
    void manifestsWithErrorsLeaveTheObjectsAndSayWhy() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        Diagnostic problem = Diagnostic.error(new Position("a.yaml", 3, 7), "unknown field \"prots\"");
        sink.ended(turns.fail(Cycle.Result.INVALID, "the manifests have errors", problem));
        assertThat(read("quickstart/NetworkPolicy/web-from-client.yaml"))
                .contains("type: Enforced\n    status: \"True\"");
        assertThat(read("summary.yaml"))
                .contains(
                        "ready: false\n",
                        "type: Stalled\n  status: \"True\"\n  reason: InvalidManifests",
                        "a.yaml:3:7: unknown field",
                        "lastSuccess: \"2026-01-02T03:00:01Z\"");
    }

    @Test
    void aHostThatCannotBeReadIsNotSaidToEnforce() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        sink.ended(turns.fail(Cycle.Result.FAILED, "iptables-save is not there"));
        assertThat(read("quickstart/NetworkPolicy/web-from-client.yaml"))
                .contains("type: Enforced\n    status: Unknown\n    reason: HostUnreadable")
                .doesNotContain("status: \"True\"");
        sink.counted(drops(9));
        assertThat(read("quickstart/NetworkPolicy/web-from-client.yaml")).contains("status: Unknown");
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(read("quickstart/NetworkPolicy/web-from-client.yaml"))
                .contains("type: Enforced\n    status: \"True\"");
    }

    @Test
    void whatFailedSaysSo() throws Exception {
        turns.podman.fail("startPod quickstart_web", "no space left on device");
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(read("quickstart/Pod/web.yaml"))
                .contains("type: Stalled\n    status: \"True\"\n    reason: Failed", "no space left on device");
        assertThat(read("summary.yaml")).contains("reason: AppliedInPart", "failed: 1", "- Pod quickstart/web");
    }

    /** What is read back is remembered as it is, so only the outcome tells that the policies are not what was written. */
    @Test
    void noPolicyIsEnforcedWhereTheFirewallWasNotWritten() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        Path policy = manifest("policy.yaml", """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: more, namespace: quickstart}
                spec: {podSelector: {}, policyTypes: [Egress]}
                """);
        turns.netfilter.failWhen(line -> line.contains("quickstart/more"));
        sink.ended(turns.apply(Turns.QUICKSTART, policy));
        for (String name : List.of("more", "web-from-client")) {
            assertThat(read("quickstart/NetworkPolicy/" + name + ".yaml"))
                    .as(name)
                    .contains("type: Enforced\n    status: \"False\"", "injected failure")
                    .doesNotContain("type: Enforced\n    status: \"True\"", "type: Ready\n    status: \"True\"");
        }
    }

    @Test
    void whatIsOnlyReportedIsOnItsWay() throws Exception {
        sink.ended(turns.report(Cycle.Result.REPORTED, Turns.QUICKSTART));
        assertThat(read("quickstart/Pod/web.yaml"))
                .contains("type: Ready\n    status: \"False\"", "reason: ReportOnly", "is to be made");
        sink.ended(turns.report(Cycle.Result.PAUSED, Turns.QUICKSTART));
        assertThat(read("quickstart/Pod/web.yaml")).contains("reason: Paused");
    }

    /** What is read again is what was written, so that {@code podseg status} shows from files what it shows live. */
    @Test
    void whatIsReadIsWhatWasWritten() throws Exception {
        sink.ended(turns.apply(Turns.QUICKSTART));
        nanos += 15_000_000_000L;
        sink.counted(drops(2));
        Account written = told.getLast();
        Account read = new StatusFiles(status()).read().orElseThrow();
        assertThat(StatusTree.of(read)).isEqualTo(StatusTree.of(written));
        assertThat(read.writer().alive()).isTrue();
    }

    @Test
    void otherProcessesOfTheSameIdAreNotTheWriter() {
        Writer self = Writer.self();
        assertThat(new Writer(self.pid(), self.ticks() - 1, self.started(), Optional.empty()).alive())
                .isFalse();
        assertThat(self.ended(Instant.EPOCH).alive()).isFalse();
    }

    @Test
    void garbageIsOverwrittenAndSaid() throws Exception {
        Files.createDirectories(status());
        Files.writeString(status().resolve("summary.yaml"), "schema: podseg.io/status/v1\ncontroller: {pid: x}\n");
        Cycle cycle = turns.apply(Turns.QUICKSTART);
        assertThatThrownBy(() -> sink.ended(cycle))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("cannot read status files");
        assertThat(read("summary.yaml")).contains("ready: true");
    }

    @Test
    void aFolderThatCannotBeWrittenIsAnErrorAndNoFault() throws Exception {
        Files.writeString(status(), "a file");
        Cycle cycle = turns.apply(Turns.QUICKSTART);
        assertThatThrownBy(() -> sink.ended(cycle))
                .isInstanceOf(HostException.class)
                .hasMessageContaining(status().toString());
        assertThat(told).hasSize(1);
    }

    @Test
    void namesThatAreNoNamesStayInTheFolder() {
        StatusNames names = new StatusNames(status());
        Path file = status().toAbsolutePath()
                .normalize()
                .relativize(names.file(new ObjectKey("Container", "../../etc", "..")));
        assertThat(file.normalize()).isEqualTo(file);
        assertThat(file.toString()).matches("_[0-9a-f]+/Container/_[0-9a-f]+\\.yaml");
    }
}
