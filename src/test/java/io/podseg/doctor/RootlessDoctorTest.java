package io.podseg.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.doctor.Finding.Level;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings for an ordinary user, on a host whose programs and files are made up. */
class RootlessDoctorTest {
    private static final List<String> OF_USERS = List.of(
            "rights",
            "user-namespaces",
            "subuid",
            "subgid",
            "newuidmap",
            "newgidmap",
            "tun",
            "user-network",
            "linger",
            "cgroups",
            "br-netfilter");

    @TempDir
    Path root = Path.of("");

    private final Map<String, String> programs = new HashMap<>();
    private Optional<String> problem = Optional.empty();

    @BeforeEach
    void aGoodHost() throws IOException {
        programs.put("podman --version", "podman version 4.3.1");
        programs.put("slirp4netns --version", "slirp4netns version 1.2.0");
        file("/proc/self/uid_map", "         0       2000          1\n         1     200000      65536\n");
        file("/proc/self/gid_map", "         0       2000          1\n         1     200000      65536\n");
        file("/etc/subuid", "bob:100000:65536\nalice:200000:65536\n");
        file("/etc/subgid", "2000:200000:65536\n");
        file("/usr/bin/newuidmap", "");
        file("/usr/bin/newgidmap", "");
        Files.setAttribute(root.resolve("usr/bin/newuidmap"), "unix:mode", 04755);
        programs.put("getcap " + root.resolve("usr/bin/newgidmap"), "newgidmap cap_setgid=ep");
        file("/dev/net/tun", "");
        file("/run/systemd/system/x", "");
        file("/var/lib/systemd/linger/alice", "");
        file("/proc/sys/net/bridge/bridge-nf-call-iptables", "0\n");
        file("/proc/sys/user/max_user_namespaces", "15000\n");
        file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        file(
                "/sys/fs/cgroup/user.slice/user-2000.slice/user@2000.service/cgroup.controllers",
                "cpuset cpu io memory pids\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Files.writeString(file, text);
    }

    private void remove(String path) throws IOException {
        Files.delete(root.resolve(path.substring(1)));
    }

    /** Findings about users as {@code LEVEL id}; good ones left out. */
    private List<String> complaints() {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/alice", "PODSEG_USER", "alice"));
        problem.ifPresentOrElse(
                text -> environment.put("PODSEG_ROOTLESS_PROBLEM", text),
                () -> environment.put("_CONTAINERS_ROOTLESS_UID", "2000"));
        PodmanUser user = PodmanUser.of(problem.isPresent() ? 2000 : 0, "0 2000 1", environment);
        List<Finding> findings = Doctor.examine(new Examined(
                (argv, stdin) -> {
                    String said = programs.get(String.join(" ", argv));
                    return said == null ? new Missing(argv.getFirst()) : new Exited(0, said, "");
                },
                root,
                root.resolve("state"),
                user,
                Optional::empty,
                HookPort.NONE));
        assertThat(findings)
                .filteredOn(finding -> finding.level() != Level.OK)
                .allMatch(finding -> !finding.remedy().isEmpty());
        return findings.stream()
                .filter(finding -> OF_USERS.contains(finding.id()) && finding.level() != Level.OK)
                .map(finding -> finding.level() + " " + finding.id())
                .toList();
    }

    @Test
    void aGoodHostIsReady() {
        assertThat(complaints()).isEmpty();
    }

    @Test
    void subordinateIdsAreCounted() throws IOException {
        file("/proc/self/uid_map", "0 2000 1\n");
        file("/etc/subuid", "bob:100000:65536\nalice:200000:1000\nalice:300000:999\n");
        assertThat(complaints()).containsExactly("FAIL subuid");
        file("/etc/subuid", "alice:200000:65536\n");
        assertThat(complaints()).as("a range that Podman has not taken yet").containsExactly("FAIL subuid");
        file("/proc/self/uid_map", "0 2000 1\n1 200000 65536\n");
        remove("/etc/subuid");
        assertThat(complaints()).as("ids from elsewhere").isEmpty();
    }

    @Test
    void whatKeepsPodmanFromMakingTheNamespaceIsNamed() throws IOException {
        problem = Optional.of("`podman unshare` fails: newuidmap not found");
        assertThat(complaints()).containsExactly("FAIL rights");
        remove("/etc/subgid");
        Files.setPosixFilePermissions(root.resolve("usr/bin/newuidmap"), PosixFilePermissions.fromString("rwxr-xr-x"));
        remove("/usr/bin/newgidmap");
        file("/proc/sys/user/max_user_namespaces", "0\n");
        assertThat(complaints())
                .containsExactly(
                        "FAIL rights", "FAIL user-namespaces", "FAIL newuidmap", "FAIL subgid", "FAIL newgidmap");
    }

    @Test
    void whatCarriesPacketsIsNeeded() throws IOException {
        programs.remove("slirp4netns --version");
        remove("/dev/net/tun");
        assertThat(complaints()).containsExactly("FAIL tun", "FAIL user-network");
        file("/dev/net/tun", "");
        programs.put("podman --version", "podman version 5.4.2");
        programs.put("slirp4netns --version", "1");
        assertThat(complaints()).containsExactly("WARN user-network");
        programs.put("pasta --version", "1");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void whatOnlyRootCanChangeIsSaid() throws IOException {
        remove("/proc/sys/net/bridge/bridge-nf-call-iptables");
        remove("/var/lib/systemd/linger/alice");
        file("/sys/fs/cgroup/user.slice/user-2000.slice/user@2000.service/cgroup.controllers", "memory pids\n");
        assertThat(complaints()).containsExactly("WARN linger", "WARN cgroups", "FAIL br-netfilter");
        remove("/sys/fs/cgroup/cgroup.controllers");
        assertThat(complaints()).contains("WARN cgroups");
    }
}
