package io.podseg.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Hardening.Ulimit;
import io.podseg.state.Limits;
import io.podseg.state.NumberSet;
import io.podseg.state.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

    private Cgroups groups = new Cgroups(root, root, new BlockDevices(root, root));

    @BeforeEach
    void mount() {
        groups = new Cgroups(
                root.resolve("proc"),
                root.resolve("cgroup"),
                new BlockDevices(root.resolve("dev"), root.resolve("block")));
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private static Optional<Limits> limits(long memory, long quota) {
        return Optional.of(Limits.of(
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

    /** A block device and a link to it, as the kernel and udev have them. */
    private void device(String number, String name, String link) throws IOException {
        write("dev/" + name, "");
        Files.createDirectories(root.resolve("block"));
        Files.createSymbolicLink(root.resolve("block/" + number), Path.of("../../devices/block/" + name));
        Path alias = root.resolve("dev/" + link);
        Files.createDirectories(alias.getParent());
        Files.createSymbolicLink(alias, root.resolve("dev/" + name));
    }

    private Limits read() {
        return groups.limits(7, ID).orElseThrow();
    }

    @Test
    void everyLimitOfVersion2IsRead() throws IOException {
        String group = "user.slice/libpod-" + ID + ".scope";
        device("8:0", "sda", "disk/by-id/one");
        write("proc/7/cgroup", "0::/" + group);
        Map<String, String> files = Map.of(
                "memory.max", "67108864",
                "memory.swap.max", "33554432",
                "memory.low", "33554432",
                "cpu.max", "50000 100000",
                "cpu.weight", "35",
                "pids.max", "50",
                "cpuset.cpus", "0-1",
                "cpuset.mems", "",
                "io.bfq.weight", "default 300",
                "io.max", "8:0 rbps=1000 wbps=max riops=max wiops=77\n9:9 rbps=5 wbps=max riops=max wiops=max");
        for (Map.Entry<String, String> file : files.entrySet()) {
            write("cgroup/" + group + "/" + file.getKey(), file.getValue());
        }
        write("proc/7/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            100                  200                  files
                Max core file size        0                    unlimited            bytes
                Max nice priority         0                    0
                Max of tomorrow           1                    1                    files""");
        Limits now = read();
        assertThat(now.swap()).contains(100663296L);
        assertThat(now.reservation()).contains(33554432L);
        assertThat(now.shares()).contains(new Weight(Weight.Scale.CPU_WEIGHT, 35));
        assertThat(now.pids()).contains(50L);
        assertThat(now.cpus()).contains(new NumberSet("0-1"));
        assertThat(now.memoryNodes()).isEmpty();
        assertThat(now.ioWeight()).contains(Weight.io(300));
        assertThat(now.ioRates().orElseThrow())
                .containsOnly(
                        Map.entry("readBps[/dev/sda]", 1000L),
                        Map.entry("readBps[/dev/disk/by-id/one]", 1000L),
                        Map.entry("writeIops[/dev/sda]", 77L),
                        Map.entry("writeIops[/dev/disk/by-id/one]", 77L));
        assertThat(now.ulimits())
                .containsExactly(new Ulimit("nofile", 100, 200), new Ulimit("core", 0, -1), new Ulimit("nice", 0, 0));
        for (String open : List.of("memory.swap.max", "memory.low", "pids.max")) {
            write("cgroup/" + group + "/" + open, "max");
        }
        Files.delete(root.resolve("cgroup/" + group + "/io.bfq.weight"));
        write("cgroup/" + group + "/io.weight", "default 2930");
        assertThat(read().swap()).contains(-1L);
        assertThat(read().reservation()).contains(-1L);
        assertThat(read().pids()).contains(-1L);
        assertThat(read().ioWeight()).contains(new Weight(Weight.Scale.IO_WEIGHT, 2930));
    }

    /** What crun 1.21 and systemd 257 made of the limits 64Mi, 96Mi with swap, and rates, on Debian 13. */
    @Test
    void swapAndRatesStandInTheGroupThatTheRuntimePutBelow() throws IOException {
        String group = "machine.slice/libpod-" + ID + ".scope";
        device("254:0", "vda", "disk/by-id/one");
        write("proc/7/cgroup", "0::/" + group + "/container");
        Map<String, String> own = Map.of(
                "memory.max", "67108864",
                "memory.swap.max", "100663296",
                "memory.low", "33554432",
                "cpu.max", "50000 100000",
                "cpu.weight", "10",
                "pids.max", "50",
                "io.weight", "default 2300",
                "io.max", "");
        for (Map.Entry<String, String> file : own.entrySet()) {
            write("cgroup/" + group + "/" + file.getKey(), file.getValue());
            write("cgroup/" + group + "/container/" + file.getKey(), file.getValue());
        }
        write("cgroup/" + group + "/container/memory.swap.max", "33554432");
        write("cgroup/" + group + "/container/io.weight", "default 2930");
        write("cgroup/" + group + "/container/io.max", "254:0 rbps=10000000 wbps=max riops=1000 wiops=max");
        assertThat(read().memory()).contains(67108864L);
        assertThat(read().swap()).contains(100663296L);
        assertThat(read().ioWeight()).contains(new Weight(Weight.Scale.IO_WEIGHT, 2930));
        assertThat(read().ioRates().orElseThrow())
                .containsEntry("readBps[/dev/vda]", 10000000L)
                .containsEntry("readIops[/dev/vda]", 1000L);
        // The smaller of the two is what the kernel keeps.
        write("cgroup/" + group + "/io.max", "254:0 rbps=20000000 wbps=max riops=7 wiops=max");
        assertThat(read().ioRates().orElseThrow())
                .containsEntry("readBps[/dev/vda]", 10000000L)
                .containsEntry("readIops[/dev/vda]", 7L);
        write("cgroup/" + group + "/container/pids.max", "40");
        write("cgroup/" + group + "/container/cpu.max", "max 100000");
        assertThat(read().pids()).contains(40L);
        assertThat(read().cpuQuota()).contains(50_000L);
        groups.files(7, ID).setRate("readIops[/dev/vda]", "254:0", 1000);
        assertThat(root.resolve("cgroup/" + group + "/io.max")).hasContent("254:0 riops=1000");
        assertThat(root.resolve("cgroup/" + group + "/container/io.max")).hasContent("254:0 riops=1000");
    }

    @Test
    void everyLimitOfVersion1IsRead() throws IOException {
        String group = "libpod-" + ID;
        device("253:1", "dm-1", "mapper/data");
        List<String> controllers = List.of("memory", "cpu", "pids", "blkio", "cpuset");
        write(
                "proc/7/cgroup",
                controllers.stream().map(each -> "1:" + each + ":/" + group).collect(Collectors.joining("\n")));
        Map<String, String> files = Map.of(
                "memory/memory.limit_in_bytes", "67108864",
                "memory/memory.memsw.limit_in_bytes", "9223372036854771712",
                "memory/memory.soft_limit_in_bytes", "4096",
                "cpu/cpu.cfs_quota_us", "-1",
                "cpu/cpu.cfs_period_us", "100000",
                "cpu/cpu.shares", "512",
                "pids/pids.max", "max",
                "blkio/blkio.weight", "500",
                "blkio/blkio.throttle.read_bps_device", "",
                "blkio/blkio.throttle.write_bps_device", "253:1 9\nTotal 0");
        for (Map.Entry<String, String> file : files.entrySet()) {
            String controller = file.getKey().substring(0, file.getKey().indexOf('/'));
            write("cgroup/" + controller + "/" + group + file.getKey().substring(controller.length()), file.getValue());
        }
        Limits now = read();
        assertThat(now.swap()).contains(-1L);
        assertThat(now.reservation()).contains(4096L);
        assertThat(now.shares()).contains(Weight.shares(512));
        assertThat(now.pids()).contains(-1L);
        assertThat(now.ioWeight()).contains(Weight.io(500));
        assertThat(now.ioRates().orElseThrow()).containsKeys("writeBps[/dev/dm-1]", "writeBps[/dev/mapper/data]");
        assertThat(now.cpus()).isEmpty();
        assertThat(now.ulimits()).isEmpty();
    }

    @Test
    void ratesAreSetByTheNumberOfTheDeviceInBothVersions() throws IOException {
        device("8:0", "sda", "disk/by-id/one");
        assertThat(groups.devices().number("/dev/disk/by-id/one")).contains("8:0");
        assertThat(groups.devices().number("/dev/none")).isEmpty();
        write("proc/7/cgroup", "0::/" + ID);
        write("cgroup/" + ID + "/io.max", "");
        groups.files(7, ID).setRate("readIops[/dev/sda]", "8:0", 5);
        assertThat(root.resolve("cgroup/" + ID + "/io.max")).hasContent("8:0 riops=5");
        write("proc/7/cgroup", "1:memory:/" + ID + "\n2:cpu:/" + ID + "\n3:blkio:/" + ID);
        write("cgroup/blkio/" + ID + "/blkio.throttle.write_bps_device", "");
        groups.files(7, ID).setRate("writeBps[/dev/sda]", "8:0", 6);
        assertThat(root.resolve("cgroup/blkio/" + ID + "/blkio.throttle.write_bps_device"))
                .hasContent("8:0 6");
    }

    @Test
    void limitsThatNobodyCouldKeepAreNotAskedFor() throws IOException {
        assertThat(groups.canLimit()).isTrue();
        // A place that not even root can write.
        Files.createDirectories(root.resolve("cgroup"));
        Files.createSymbolicLink(root.resolve("cgroup/memory"), Path.of("/proc/sys/kernel/ostype"));
        assertThat(groups.canLimit()).isFalse();
        write("cgroup/cgroup.controllers", "memory");
        assertThat(groups.canLimit()).isTrue();
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
