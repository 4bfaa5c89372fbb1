package io.podseg.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the lab promises to the tests that stand on it. */
class LabIT {
    @Test
    void containersAndTheOutsideHostReachEachOther() {
        try (Lab lab = Lab.start()) {
            web(lab, "-p", "8080:80");
            var answers = lab.probeFrom(
                    "web",
                    List.of(
                            Attempt.tcp(Lab.OUTSIDE, 80),
                            Attempt.udp(Lab.OUTSIDE, 123),
                            Attempt.tcp(Lab.OUTSIDE, 99),
                            Attempt.udp(Lab.OUTSIDE, 99),
                            Attempt.tcp("203.0.113.99", 80),
                            Attempt.tcp(Lab.NODE, 22)));
            assertThat(answers.values())
                    .containsExactly(
                            Answer.OPEN, Answer.OPEN, Answer.REFUSED, Answer.REFUSED, Answer.SILENT, Answer.OPEN);

            lab.await(
                    "the web server",
                    () -> lab.outside("busybox", "wget", "-qO-", "http://" + Lab.NODE + ":8080/x")
                            .stdout()
                            .equals("hello\n"));
            String address = address(lab, "web");
            assertThat(lab.probeFromOutside(List.of(Attempt.tcp(address, 80))).values())
                    .containsExactly(Answer.OPEN);
            assertThat(lab.probeFromNode(List.of(Attempt.tcp(address, 80))).values())
                    .containsExactly(Answer.OPEN);
        }
    }

    @Test
    void whatHangsIsTold() {
        try (World world = World.create()) {
            world.run(
                            List.of(
                                    "sh",
                                    "-c",
                                    "podman system service --time=0 unix:///run/lab/hang.sock >/run/lab/said 2>&1 & sleep 1"),
                            "",
                            Duration.ofMinutes(1))
                    .ok();
            Result result = world.run(List.of("sh", "-c", "trap : TERM; sleep 3"), "", Duration.ofSeconds(2));
            assertThat(result.exit()).isEqualTo(124);
            assertThat(result.stderr()).contains("WCHAN").contains("podman system service --time=0");
            assertThat(world.run(List.of("cat", "/run/lab/said"), "", Duration.ofMinutes(1))
                            .stdout())
                    .contains("SIGQUIT", "goroutine ");
        }
    }

    @Test
    void aDroppedPacketIsSilence() {
        try (Lab lab = Lab.startWithoutService()) {
            web(lab);
            lab.run("iptables", "-I", "FORWARD", "-p", "tcp", "--dport", "443", "-j", "DROP")
                    .ok();
            assertThat(lab.connects("web", Lab.OUTSIDE, 443, "TCP")).isEqualTo(Answer.SILENT);
            assertThat(lab.connects("web", Lab.OUTSIDE, 80, "TCP")).isEqualTo(Answer.OPEN);
        }
    }

    @Test
    void twoLabsAndTheMachineShareNothing() throws IOException {
        try (Lab one = Lab.startWithoutService();
                Lab other = Lab.startWithoutService()) {
            Snapshot before = other.snapshot();
            web(one);
            one.podman("network", "create", "only-here").ok();
            one.run("iptables", "-A", "INPUT", "-s", "198.51.100.1", "-j", "DROP")
                    .ok();
            one.run("ipset", "create", "only-here", "hash:ip").ok();
            one.run("touch", "/run/only-here", "/var/lib/podseg/only-here", "/etc/containers/only-here")
                    .ok();

            assertThat(before.differences(other.snapshot())).isEmpty();
            assertThat(Stream.of("/run/only-here", "/var/lib/podseg/only-here", "/etc/containers/only-here"))
                    .noneMatch(file -> Files.exists(Path.of(file)));
            for (String kind : List.of("mnt", "net", "pid", "cgroup")) {
                Path machines = Files.readSymbolicLink(Path.of("/proc/self/ns", kind));
                assertThat(namespace(one, kind)).isNotEqualTo(machines).isNotEqualTo(namespace(other, kind));
            }
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        Path processes;
        String group;
        try (Lab lab = Lab.start()) {
            web(lab, "-p", "8081:80");
            processes = namespace(lab, "pid");
            assertThat(members(processes)).isNotEmpty();
            group = lab.controlGroup();
            assertThat(controlGroups(group)).isNotEmpty();
        }
        assertThat(members(processes)).isEmpty();
        assertThat(controlGroups(group)).isEmpty();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain("/run/lab");
    }

    @Test
    void hidesAProgram() {
        try (Lab lab = Lab.startWithoutService()) {
            lab.hide("podman");
            assertThat(lab.run("sh", "-c", "command -v podman || echo none").text())
                    .isEqualTo("none");
            assertThat(Files.exists(Path.of("/usr/bin/podman"))).isTrue();
        }
    }

    private static void web(Lab lab, String... options) {
        var argv = Commands.join(List.of("run", "-d", "--name", "web"), List.of(options));
        var serve = "echo hello > /tmp/x; exec httpd -f -p 80 -h /tmp";
        lab.podman(Commands.join(argv, List.of(Images.BUSYBOX, "sh", "-c", serve))
                        .toArray(String[]::new))
                .ok();
    }

    private static String address(Lab lab, String container) {
        return lab.podman("inspect", "--format", "{{.NetworkSettings.IPAddress}}", container)
                .ok()
                .text();
    }

    private static Path namespace(Lab lab, String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + lab.firstProcess() + "/ns", kind));
    }

    /** Processes of the machine that are in a process namespace. */
    private static List<Long> members(Path namespace) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> link(pid).filter(namespace::equals).isPresent())
                .toList();
    }

    private static Optional<Path> link(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private static List<Path> controlGroups(String name) throws IOException {
        Path root = Path.of("/sys/fs/cgroup");
        // Folders of other labs come and go meanwhile: only those of this name are looked at.
        try (var hierarchies = Files.list(root)) {
            return Stream.concat(Stream.of(root), hierarchies)
                    .map(hierarchy -> hierarchy.resolve(name))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
