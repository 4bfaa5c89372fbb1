package io.podseg.host.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.audit.live.Running.Group;
import io.podseg.host.cgroup.GroupFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit is told of limits, however the host mounts control groups. */
@NullMarked
class GroupLimitsTest {
    private static final String ID = "0123456789abcdef";
    private static final String GROUP = "libpod-" + ID;

    @TempDir
    Path root = Path.of("");

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private Group read(String membership) {
        return GroupLimits.of(new GroupFiles(root, membership, ID));
    }

    @Test
    void limitsOfVersion2() throws IOException {
        write(GROUP + "/memory.max", "4096");
        write(GROUP + "/pids.max", "max");
        write(GROUP + "/cpu.max", "25000 50000");
        assertThat(read("0::/" + GROUP))
                .isEqualTo(new Group(
                        Set.of("memory", "pids", "cpu"),
                        OptionalLong.of(4096),
                        OptionalLong.empty(),
                        OptionalLong.of(500)));
    }

    @Test
    void aHostMayHaveControllersOfBothVersions() throws IOException {
        write("memory/" + GROUP + "/memory.limit_in_bytes", "9223372036854771712");
        write("cpu,cpuacct/" + GROUP + "/cpu.cfs_quota_us", "-1");
        write("cpu,cpuacct/" + GROUP + "/cpu.cfs_period_us", "100000");
        write(GROUP + "/pids.max", "50");
        assertThat(read("3:memory:/" + GROUP + "\n2:cpu,cpuacct:/" + GROUP + "\n0::/" + GROUP))
                .isEqualTo(new Group(
                        Set.of("memory", "pids", "cpu"),
                        OptionalLong.empty(),
                        OptionalLong.of(50),
                        OptionalLong.empty()));
    }

    @Test
    void whatCannotBeReadIsUnknown() throws IOException {
        write(GROUP + "/memory.max", "4096");
        assertThat(read("0::/" + GROUP))
                .isEqualTo(
                        new Group(Set.of("memory"), OptionalLong.of(4096), OptionalLong.empty(), OptionalLong.empty()));
        write(GROUP + "/memory.max", "rubbish");
        assertThat(read("0::/" + GROUP)).isEqualTo(Group.UNKNOWN);
        assertThat(read("0::/user.slice")).isEqualTo(Group.UNKNOWN);
    }
}
