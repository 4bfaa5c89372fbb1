package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.state.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits in the files of both versions of control groups. */
@NullMarked
class CgroupsTest {
    private static final String ID = "0123456789abcdef";

    @TempDir
    Path root = Path.of("");

    private Cgroups groups = new Cgroups(root, root);

    @BeforeEach
    void mount() {
        groups = new Cgroups(root.resolve("proc"), root.resolve("cgroup"));
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private static Optional<Limits> limits(long memory, long quota) {
        return Optional.of(new Limits(
                Optional.of(memory).filter(bytes -> bytes > 0),
                Optional.of(quota).filter(time -> time > 0)));
    }

    @Test
    void version2IsReadFromTheContainersOwnGroup() throws IOException {
        String group = "machine.slice/libpod-" + ID + ".scope";
        write("proc/7/cgroup", "0::/" + group + "/container");
        write("cgroup/" + group + "/memory.max", "67108864");
        write("cgroup/" + group + "/cpu.max", "25000 50000");
        write("cgroup/" + group + "/container/memory.max", "max");
        write("cgroup/" + group + "/container/cpu.max", "max 100000");
        assertThat(groups.limits(7, ID)).isEqualTo(limits(67108864, 50000));
        write("cgroup/" + group + "/memory.max", "max");
        write("cgroup/" + group + "/cpu.max", "max 100000");
        assertThat(groups.limits(7, ID)).contains(Limits.NONE);
    }

    @Test
    void version1IsReadFromTwoHierarchies() throws IOException {
        String group = "libpod_parent/libpod-" + ID;
        write("proc/7/cgroup", "5:cpu,cpuacct:/" + group + "\n4:memory:/" + group + "\n1:name=systemd:/x\n0::/");
        write("cgroup/memory/" + group + "/memory.limit_in_bytes", "9223372036854771712");
        write("cgroup/cpu,cpuacct/" + group + "/cpu.cfs_quota_us", "-1");
        write("cgroup/cpu,cpuacct/" + group + "/cpu.cfs_period_us", "100000");
        assertThat(groups.limits(7, ID)).contains(Limits.NONE);
        write("cgroup/memory/" + group + "/memory.limit_in_bytes", "4096");
        write("cgroup/cpu,cpuacct/" + group + "/cpu.cfs_quota_us", "5000");
        assertThat(groups.limits(7, ID)).isEqualTo(limits(4096, 5000));
    }

    @Test
    void whatCannotBeReadIsUnknown() throws IOException {
        assertThat(groups.limits(7, ID)).isEmpty();
        write("proc/7/cgroup", "0::/libpod-" + ID + "\nrubbish");
        assertThat(groups.limits(7, ID)).isEmpty();
        write("cgroup/libpod-" + ID + "/memory.max", "rubbish");
        write("cgroup/libpod-" + ID + "/cpu.max", "max 100000");
        assertThat(groups.limits(7, ID)).isEmpty();
    }

    @Test
    void aProcessOfSomebodyElseTellsNothing() throws IOException {
        write("proc/7/cgroup", "0::/user.slice");
        write("cgroup/user.slice/memory.max", "1000000");
        write("cgroup/user.slice/cpu.max", "max 100000");
        assertThat(groups.limits(7, ID)).isEmpty();
    }
}
