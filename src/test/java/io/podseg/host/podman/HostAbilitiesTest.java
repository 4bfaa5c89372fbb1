package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Abilities;
import io.podseg.desired.Abilities.ControlGroups;
import io.podseg.desired.Abilities.SubordinateIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of hosts of several kinds. */
class HostAbilitiesTest {
    @TempDir
    private Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Abilities read(boolean rootless) {
        return HostAbilities.read(root, rootless, rootless ? "alice" : "root", rootless ? 1000 : 0, "5.4.2");
    }

    @BeforeEach
    void kernel() throws IOException {
        file("proc/self/status", "Name:\tjava\nSeccomp:\t0\n");
        file("sys/class/block/sda/dev", "8:0\n");
    }

    @Test
    void anEmptyHostCanNothing() throws IOException {
        Files.delete(root.resolve("proc/self/status"));
        Abilities can = read(false);
        assertThat(List.of(can.selinux(), can.apparmor(), can.seccomp())).containsOnly(false);
        assertThat(can.groups().controllers()).isEmpty();
        assertThat(can.ids()).isEqualTo(new SubordinateIds("containers", 0, 0));
    }

    @Test
    void aHostWithAllOfIt() throws IOException {
        file("sys/fs/selinux/enforce", "1");
        file("sys/module/apparmor/parameters/enabled", "Y\n");
        file("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        file("etc/subuid", "alice:100000:65536\ncontainers:200000:1000\ncontainers:300000:24\nbroken\n");
        file("etc/subgid", "containers:200000:500\n");
        Abilities can = read(false);
        assertThat(List.of(can.selinux(), can.apparmor(), can.seccomp())).containsOnly(true);
        assertThat(can.groups()).isEqualTo(new ControlGroups(2, new TreeSet<>(ControlGroups.ALL), true, true));
        assertThat(can.ids()).isEqualTo(new SubordinateIds("containers", 1024, 500));
        assertThat(can.devices()).containsExactly("sda");
        assertThat(can.podman()).isEqualTo("5.4.2");
    }

    @Test
    void anOrdinaryUserHasWhatSystemdDelegates() throws IOException {
        file("sys/module/apparmor/parameters/enabled", "Y\n");
        file("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        file("proc/self/cgroup", "0::/user.slice/user-1000.slice/session-1.scope\n");
        file("proc/self/uid_map", "         0       1000          1\n         1     100000      65536\n");
        file("proc/self/gid_map", "         0       1000          1\n         1     100000       1000\n");
        String slice = "sys/fs/cgroup/user.slice/user-1000.slice/";
        file(slice + "session-1.scope/cgroup.controllers", "pids\n");
        assertThat(read(true).groups().controllers()).containsExactly("pids");
        file(slice + "user@1000.service/cgroup.controllers", "memory pids\n");
        Abilities can = read(true);
        assertThat(can.groups().controllers()).containsExactly("memory", "pids");
        assertThat(can.apparmor()).isFalse();
        assertThat(can.ids()).isEqualTo(new SubordinateIds("alice", 65_536, 1000));
    }

    @Test
    void anOrdinaryUserHasLimitsOfItsOwn() throws IOException {
        file("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max open files            1024                 4096                 files
                Max core file size        0                    1000                 bytes
                Max new thing             5                    6                    things
                Max nice priority         0                    0
                """);
        assertThat(read(true).ulimits()).isEqualTo(new TreeMap<>(Map.of("nofile", 4096L, "core", 1000L, "nice", 0L)));
        assertThat(read(false).ulimits()).as("root raises them").isEmpty();
    }

    @Test
    void controlGroupsOfVersionOneAreRoots() throws IOException {
        for (String controller : List.of("cpu", "memory", "pids", "blkio")) {
            file("sys/fs/cgroup/" + controller + "/cgroup.procs", "");
        }
        assertThat(read(false).groups())
                .isEqualTo(new ControlGroups(1, new TreeSet<>(List.of("cpu", "io", "memory", "pids")), false, false));
        file("sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "");
        file("sys/fs/cgroup/blkio/blkio.bfq.weight", "");
        assertThat(read(false).groups().swap()).isTrue();
        assertThat(read(false).groups().weight()).isTrue();
        assertThat(read(true).groups().controllers()).isEmpty();
    }
}
