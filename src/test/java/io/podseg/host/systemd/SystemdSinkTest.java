package io.podseg.host.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Trigger;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real datagram socket, as systemd has one. */
@Timeout(120)
class SystemdSinkTest {
    /** Prints each datagram as a line, its line breaks as {@code |}. */
    private static final String RECEIVER = "use Socket; $|=1; my $n=$ARGV[0]; $n=~s/^@/\\0/;"
            + " socket(my $s,AF_UNIX,SOCK_DGRAM,0) or die; bind($s,pack_sockaddr_un($n)) or die $!; print \"bound\\n\";"
            + " while(defined recv($s,my $m,65536,0)){$m=~tr/\\n/|/;print \"$m\\n\"}";

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();
    private String name = "";
    private Optional<Process> receiver = Optional.empty();
    private Optional<BufferedReader> received = Optional.empty();

    @BeforeEach
    void listen() throws Exception {
        listen(folder.resolve("notify").toString());
    }

    private void listen(String socket) throws Exception {
        end();
        name = socket;
        Process process = new ProcessBuilder("perl", "-e", RECEIVER, socket).start();
        receiver = Optional.of(process);
        received = Optional.of(process.inputReader());
        assertThat(next()).isEqualTo("bound");
    }

    @AfterEach
    void end() {
        receiver.ifPresent(Process::destroyForcibly);
    }

    private String next() throws Exception {
        return received.orElseThrow().readLine();
    }

    private SystemdSink sink() {
        return new SystemdSink(new NotifySocket(name), now::get);
    }

    private static Cycle cycle(long number, Cycle.Result result, String problem) {
        return new Cycle(
                new Cycle.Occasion(number, new TreeSet<>(List.of(Trigger.START)), Instant.EPOCH, Duration.ofMillis(5)),
                result,
                Optional.of(problem).filter(text -> !text.isEmpty()),
                new Cycle.Source("main@abc", List.of()),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void isReadyOnceTheFirstTurnHasEnded() throws Exception {
        SystemdSink sink = sink();
        sink.began(1, new TreeSet<>());
        sink.ended(cycle(1, Cycle.Result.APPLIED, ""));
        assertThat(next()).isEqualTo("READY=1|STATUS=turn 1 applied, revision main@abc|");
        sink.ended(cycle(2, Cycle.Result.FAILED, "no Podman\nREADY=0\u001b[31m"));
        assertThat(next()).isEqualTo("STATUS=turn 2 failed, revision main@abc: no Podman READY=0 [31m|");
        sink.stopping();
        assertThat(next()).startsWith("STOPPING=1|STATUS=ending");
    }

    @Test
    void abstractSocketsAreReachedToo() throws Exception {
        listen("@podseg-test-" + ProcessHandle.current().pid());
        sink().ended(cycle(1, Cycle.Result.UNCHANGED, ""));
        assertThat(next()).startsWith("READY=1|");
    }

    @Test
    void aWorkerThatGivesNoSignsIsNotSaidToLive() throws Exception {
        SystemdSink sink = sink();
        sink.beat();
        assertThat(next()).as("not ready yet").isEqualTo("WATCHDOG=1|EXTEND_TIMEOUT_USEC=60000000|");
        sink.ended(cycle(1, Cycle.Result.UNCHANGED, ""));
        assertThat(next()).startsWith("READY");
        now.addAndGet(SystemdSink.LONGEST_SILENCE.toNanos());
        sink.beat();
        assertThat(next()).isEqualTo("WATCHDOG=1|");
        now.incrementAndGet();
        sink.beat();
        sink.alive();
        sink.stopping();
        assertThat(next()).as("no beat in between").startsWith("STOPPING");
        sink.began(2, new TreeSet<>());
        now.addAndGet(SystemdSink.LONGEST_TURN.toNanos());
        sink.beat();
        assertThat(next()).isEqualTo("WATCHDOG=1|");
        now.incrementAndGet();
        sink.beat();
        sink.ended(cycle(2, Cycle.Result.UNCHANGED, ""));
        assertThat(next()).as("no beat in between").startsWith("STATUS=turn 2");
    }

    @Test
    void beatsAsOftenAsTheUnitAsksFor() throws Exception {
        SystemdSink sink = SystemdSink.of(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "30000"))
                .orElseThrow();
        assertThat(next()).startsWith("WATCHDOG=1|");
        assertThat(next()).startsWith("WATCHDOG=1|");
        sink.alive();
        assertThat(SystemdSink.of(Map.of())).isEmpty();
        assertThat(SystemdSink.period(Map.of("WATCHDOG_USEC", "3000000"), 7)).contains(Duration.ofSeconds(1));
        assertThat(SystemdSink.period(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "7"), 7))
                .contains(Duration.ofSeconds(1));
        assertThat(SystemdSink.period(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "8"), 7))
                .isEmpty();
        assertThat(SystemdSink.period(Map.of("WATCHDOG_USEC", "soon"), 7)).isEmpty();
    }

    @Test
    void aSocketThatIsNotThereIsTold() {
        SystemdSink sink =
                new SystemdSink(new NotifySocket(folder.resolve("nobody").toString()), now::get);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> sink.ended(cycle(1, Cycle.Result.UNCHANGED, "")))
                .withMessageContaining("nobody (errno 2)");
        for (String wrong : List.of("", "@", "relative", "/" + "x".repeat(107))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new NotifySocket(wrong));
            assertThat(SystemdSink.of(Map.of("NOTIFY_SOCKET", wrong))).isEmpty();
        }
    }
}
