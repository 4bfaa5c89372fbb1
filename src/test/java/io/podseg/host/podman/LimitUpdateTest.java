package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.host.cgroup.BlockDevices;
import io.podseg.host.cgroup.Cgroups;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.podman.api.ContainerInspect;
import io.podseg.host.podman.api.ContainerInspect.HostConfig;
import io.podseg.host.podman.api.ContainerInspect.State;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.reconcile.HostException;
import io.podseg.state.Limits;
import io.podseg.state.NumberSet;
import io.podseg.state.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits put back, in control groups that are files and on a process that is real. */
@NullMarked
class LimitUpdateTest {
    private static final String ID = "0123456789abcdef";
    private static final Limits WANTED = new Limits(
            Optional.of(64L << 20),
            Optional.of(50_000L),
            Optional.of(96L << 20),
            Optional.of(32L << 20),
            Optional.of(Weight.shares(256)),
            Optional.of(new NumberSet("0")),
            Optional.empty(),
            Optional.of(50L),
            Optional.of(Weight.io(300)),
            Optional.of(new TreeMap<>(Map.of("readBps[/dev/sda]", 5L))),
            List.of(new Ulimit("nofile", 64, 128)));

    @TempDir
    Path root = Path.of("");

    private final CommandRunner real = new ProcessRunner(Duration.ofMinutes(1));
    private Process process = new ProcessBuilder("true").start();

    LimitUpdateTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sleep", "1000").start();
        Files.createDirectories(root.resolve("block"));
        Files.createDirectories(root.resolve("dev"));
        Files.createSymbolicLink(root.resolve("block/8:0"), Path.of("../sda"));
        Files.createFile(root.resolve("dev/sda"));
        Path own = Files.createDirectories(root.resolve("proc/" + process.pid()));
        Files.writeString(own.resolve("cgroup"), "0::/" + ID + "\n");
        Files.createSymbolicLink(own.resolve("limits"), Path.of("/proc/" + process.pid() + "/limits"));
        Files.createDirectories(root.resolve("cgroup/" + ID));
        Files.createFile(root.resolve("cgroup/cgroup.controllers"));
        group("memory.max", "67108864");
        group("memory.swap.max", "33554432");
        group("memory.low", "33554432");
        group("cpu.max", "50000 100000");
        group("cpu.weight", "35");
        group("cpuset.cpus", "0");
        group("pids.max", "50");
        group("io.max", "");
        group("cgroup.procs", process.pid() + "\n");
    }

    @AfterEach
    void stop() throws IOException {
        // It points to what is about to go, which JUnit does not expect while it tidies up.
        Files.delete(root.resolve("proc/" + process.pid() + "/limits"));
        process.destroyForcibly();
    }

    private void group(String file, String text) throws IOException {
        Files.writeString(root.resolve("cgroup/" + ID + "/" + file), text);
    }

    private LimitUpdate update(Limits wanted, CommandRunner runner) {
        Cgroups groups = new Cgroups(
                root.resolve("proc"),
                root.resolve("cgroup"),
                new BlockDevices(root.resolve("dev"), root.resolve("block")));
        State state = new State("running", 0, process.pid(), false, "");
        return new LimitUpdate(
                groups, runner, new ContainerInspect(ID, "web-main", 0, new HostConfig(0, null), state), wanted);
    }

    private static String hard(Process process) throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .findFirst()
                .orElseThrow()
                .replaceAll(" +", " ");
    }

    @Test
    void podmanIsAskedForEveryLimitThatItCanChange() {
        assertThat(Json.write(update(WANTED, real).request()))
                .isEqualTo("{\"memory\":{\"limit\":67108864,\"reservation\":33554432,\"swap\":100663296},"
                        + "\"cpu\":{\"shares\":256,\"quota\":50000,\"period\":100000,\"cpus\":\"0\"},"
                        + "\"pids\":{\"limit\":50},\"blockIO\":{\"weight\":300}}");
        assertThat(Json.write(update(Limits.NONE, real).request()))
                .isEqualTo("{\"memory\":{\"limit\":-1},\"cpu\":{\"quota\":-1,\"period\":100000}}");
    }

    @Test
    void ratesAreWrittenAndLimitsOfProcessesSet() throws Exception {
        Process child = new ProcessBuilder("sleep", "1000").start();
        try {
            group("cgroup.procs", process.pid() + "\n" + child.pid() + "\n999999999\n");
            assertThat(update(WANTED, real).isNeeded()).isTrue();
            update(WANTED, real).finish();
            assertThat(root.resolve("cgroup/" + ID + "/io.max")).hasContent("8:0 rbps=5");
            assertThat(hard(process)).startsWith("Max open files 64 128");
            assertThat(hard(child)).startsWith("Max open files 64 128");
            assertThat(update(WANTED, real).isNeeded()).isFalse();
        } finally {
            child.destroyForcibly();
        }
    }

    /** Podman may still tell a process that has ended. */
    @Test
    void aProcessThatHasEndedIsNoticed() throws Exception {
        LimitUpdate unseen = update(WANTED, real);
        LimitUpdate update = update(WANTED, real);
        assertThat(update.isNeeded()).isTrue();
        assertThat(update.hasEnded()).isFalse();
        process.destroyForcibly().waitFor();
        assertThat(update.hasEnded()).isTrue();
        assertThat(unseen.hasEnded()).as("nobody knows").isFalse();
    }

    @Test
    void whatIsRightAlreadyStaysUntouched() throws Exception {
        update(WANTED, real).finish();
        List<String> calls = new ArrayList<>();
        CommandRunner none = (argv, _) -> {
            calls.add(String.join(" ", argv));
            return new CommandRunner.Missing("prlimit");
        };
        update(WANTED, none).finish();
        assertThat(calls).isEmpty();
    }

    @Test
    void whatTheKernelDoesNotKeepIsAnError() throws IOException {
        group("pids.max", "max");
        group("cpu.weight", "1000");
        assertThatThrownBy(() -> update(WANTED, real).finish())
                .isInstanceOf(HostException.class)
                .hasMessage("The limits of the container web-main were changed, but the kernel keeps processor shares"
                        + " cpu.weight 1000, processes -1.");
    }

    @Test
    void withoutPrlimitTheReasonIsTold() {
        assertThatThrownBy(() -> update(WANTED, (_, _) -> new CommandRunner.Missing("prlimit"))
                        .finish())
                .isInstanceOf(HostException.class)
                .hasMessageContaining("--nofile=64:128")
                .hasMessageContaining("util-linux");
    }

    @Test
    void aDeviceThatIsGoneIsTold() throws IOException {
        Files.delete(root.resolve("block/8:0"));
        assertThatThrownBy(() -> update(WANTED, real).finish())
                .isInstanceOf(HostException.class)
                .hasMessageContaining("there is no block device /dev/sda");
    }
}
