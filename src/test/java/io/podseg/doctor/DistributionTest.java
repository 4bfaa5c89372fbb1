package io.podseg.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.doctor.Finding.Level;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.netfilter.ProcFiles;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is to be done on each distribution, to the letter, where a host has nothing that containers of ordinary users need. */
class DistributionTest {
    private static final Map<String, String> RELEASES = Map.of(
            "debian", "ID=debian\nVERSION_ID=\"12\"\n",
            "ubuntu", "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n",
            "almalinux", "ID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\n",
            "rocky", "ID='rocky'\nID_LIKE=\"rhel centos fedora\"\n",
            "arch", "ID=arch\n");

    @TempDir
    Path root = Path.of("");

    @BeforeEach
    void aPoorHost() throws IOException {
        file("/proc/self/uid_map", "0 2000 1\n");
        file("/proc/self/gid_map", "0 2000 1\n");
        file("/etc/subuid", "bob:100000:65536\n");
        file("/etc/subgid", "bob:100000:65536\ncarol:200000:65536\n");
        file("/proc/sys/kernel/osrelease", "4.15.0\n");
        file("/proc/sys/user/max_user_namespaces", "0\n");
        file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1024\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Files.writeString(file, text);
    }

    private Map<String, Finding> examine(boolean rootless) {
        PodmanUser user = rootless
                ? PodmanUser.of(
                        2000,
                        "0 2000 1",
                        Map.of("HOME", "/home/alice", "PODSEG_USER", "alice", "PODSEG_ROOTLESS_PROBLEM", "none"))
                : PodmanUser.ROOT;
        List<Finding> findings = Doctor.examine(new Examined(
                (argv, stdin) -> new Missing(argv.getFirst()),
                root,
                root.resolve("state"),
                user,
                Optional::empty,
                HookPort.NONE));
        return new HashMap<>(findings.stream().collect(Collectors.toMap(Finding::id, finding -> finding, (a, b) -> a)));
    }

    private String remedy(String id) {
        return Optional.ofNullable(examine(true).get(id)).orElseThrow().remedy();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "debian|kernel|as root: apt update && apt install linux-image-$(dpkg --print-architecture) && reboot",
                "ubuntu|kernel|as root: apt update && apt install linux-generic && reboot",
                "almalinux|kernel|as root: dnf upgrade kernel && reboot",
                "rocky|kernel|as root: dnf upgrade kernel && reboot",
                "arch|kernel|install a newer kernel, then reboot",
                "debian|newuidmap|as root: apt install uidmap",
                "ubuntu|newgidmap|as root: apt install uidmap",
                "almalinux|newuidmap|as root: dnf install shadow-utils",
                "rocky|newgidmap|as root: dnf install shadow-utils",
                "arch|newuidmap|install the package uidmap (Debian, Ubuntu) or shadow-utils (RHEL, Fedora)",
                "debian|conntrack|as root: apt install conntrack",
                "rocky|conntrack|as root: dnf install conntrack-tools",
                "rocky|iptables|as root: dnf install iptables-nft",
                "rocky|cgroups|as root: grubby --update-kernel=ALL --args=systemd.unified_cgroup_hierarchy=1 && reboot",
                "ubuntu|user-namespaces|as root: echo user.max_user_namespaces=15000 > /etc/sysctl.d/99-podseg-max-user-namespaces.conf && sysctl --system",
                "almalinux|user-namespaces|as root: echo user.max_user_namespaces=15000 > /etc/sysctl.d/99-podseg-max-user-namespaces.conf && sysctl --system",
                "debian|subuid|as root: usermod --add-subuids 265536-331071 alice, then as alice: podman system migrate",
                "rocky|subgid|as root: usermod --add-subgids 265536-331071 alice, then as alice: podman system migrate",
            })
    void theRemedyOfEach(String system, String id, String remedy) throws IOException {
        file("/etc/os-release", RELEASES.getOrDefault(system, ""));
        assertThat(remedy(id)).isEqualTo(remedy);
    }

    @Test
    void theReleaseMayStandInItsOtherPlace() throws IOException {
        file("/usr/lib/os-release", RELEASES.getOrDefault("rocky", ""));
        assertThat(remedy("conntrack")).isEqualTo("as root: dnf install conntrack-tools");
    }

    @Test
    void selinuxIsOfOneFamilyAndApparmorOfTheOther() throws IOException {
        file("/etc/os-release", RELEASES.getOrDefault("almalinux", ""));
        assertThat(remedy("selinux"))
                .contains("dnf install container-selinux", "SELINUX=enforcing", "fixfiles -F onboot", "grubby");
        file("/sys/fs/selinux/enforce", "0");
        assertThat(remedy("selinux")).startsWith("as root: setenforce 1 && ");
        file("/sys/fs/selinux/enforce", "1");
        assertThat(remedy("selinux")).isEqualTo("as root: dnf install container-selinux");
        file("/usr/share/containers/selinux/contexts", "x");
        assertThat(remedy("selinux")).isEmpty();
        Files.delete(root.resolve("sys/fs/selinux/enforce"));
        file("/etc/os-release", RELEASES.getOrDefault("debian", ""));
        assertThat(remedy("apparmor")).startsWith("as root: apt install apparmor");
        file("/sys/module/apparmor/parameters/enabled", "N");
        assertThat(remedy("apparmor")).contains("apparmor=1", "update-grub");
        file("/sys/module/apparmor/parameters/enabled", "Y");
        assertThat(remedy("apparmor")).isEmpty();
        assertThat(examine(true)).doesNotContainKey("selinux");
    }

    @Test
    void rangesThatOverlapAreFoundWithAFreeOneBesideThem() throws IOException {
        file("/etc/subuid", "bob:100000:65536\n# a comment\ncontainers:165000:1000\nbob:150000:10\nzoe:300000:x\n");
        file("/etc/passwd", "root:x:0:0::/:/bin/sh\ndave:x:100007:100007::/:/bin/sh\n");
        List<Finding> findings = Doctor.examine(new Examined(
                (argv, stdin) -> new Missing(argv.getFirst()),
                root,
                root.resolve("state"),
                PodmanUser.ROOT,
                Optional::empty,
                HookPort.NONE));
        assertThat(findings)
                .filteredOn(finding -> finding.id().equals("subuid-ranges"))
                .extracting(finding -> finding.level() + " " + finding.message())
                .containsExactly(
                        "WARN /etc/subuid has a line that is no range: zoe:300000:x",
                        "FAIL /etc/subuid: bob (100000-165535) and containers (165000-165999) have ids in common",
                        "FAIL /etc/subuid: the ids of bob (100000-165535) include dave's own, 100007 in /etc/passwd");
        assertThat(findings)
                .filteredOn(finding -> finding.message().contains("in common"))
                .extracting(Finding::remedy)
                .singleElement()
                .asString()
                .startsWith("as root: in /etc/subuid write containers:166000:1000, then as root");
        assertThat(findings)
                .filteredOn(finding -> finding.message().contains("dave"))
                .extracting(Finding::remedy)
                .containsExactly("as root: usermod --del-subuids 100000-165535 --add-subuids 166000-231535 bob");
        assertThat(findings)
                .filteredOn(finding -> finding.id().equals("subgid-ranges"))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }

    @Test
    void rootsContainersNeedIdsOfTheirOwn() throws IOException {
        assertThat(examine(false).get("userns-auto")).isNotNull().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.remedy())
                    .isEqualTo("as root: echo containers:2147483647:2147483648 | tee -a /etc/subuid /etc/subgid");
        });
        file("/etc/subuid", "containers:2147483647:2147483648\n");
        assertThat(Optional.ofNullable(examine(false).get("userns-auto"))
                        .orElseThrow()
                        .remedy())
                .endsWith("tee -a /etc/subgid");
    }

    @Test
    void lowPorts() throws IOException {
        assertThat(examine(true).get("low-ports"))
                .isEqualTo(new Finding(
                        "low-ports",
                        Level.OK,
                        "alice may publish ports from 1024 on",
                        "for hostPort 80 and above, as root: echo net.ipv4.ip_unprivileged_port_start=80 >"
                                + " /etc/sysctl.d/99-podseg-ip-unprivileged-port-start.conf && sysctl --system"));
        file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0\n");
        assertThat(examine(false).get("low-ports"))
                .isNotNull()
                .extracting(Finding::level)
                .isEqualTo(Level.WARN);
        file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "80\n");
        assertThat(remedy("low-ports")).isEmpty();
    }

    @Test
    void ubuntuAsksForAProfile() throws IOException {
        file("/proc/sys/user/max_user_namespaces", "1000\n");
        file("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
        assertThat(remedy("user-namespaces")).contains("apparmor_parser -r /etc/apparmor.d/podman");
        file("/etc/apparmor.d/podman", "x");
        assertThat(remedy("user-namespaces")).isEmpty();
    }

    /** The kernel's own file: of such a one a reader who asks in small parts gets the first digit. */
    @Test
    void numbersOfTheKernelAreReadWhole() throws IOException {
        assertThat(new Examined(
                                (argv, stdin) -> new Missing(argv.getFirst()),
                                Path.of("/"),
                                root,
                                PodmanUser.of(0, "", Map.of()),
                                Optional::empty,
                                HookPort.NONE)
                        .read("/proc/sys/kernel/pid_max")
                        .orElseThrow())
                .matches("[0-9]{3,}");
        assertThat(ProcFiles.own().read(Path.of("/proc/sys/kernel/pid_max")).orElseThrow())
                .matches("[0-9]{3,}");
    }

    @Test
    void controllersAreHandedOn() throws IOException {
        file("/etc/os-release", RELEASES.getOrDefault("debian", ""));
        file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        file("/sys/fs/cgroup/user.slice/user-2000.slice/user@2000.service/cgroup.controllers", "memory pids\n");
        assertThat(remedy("cgroups"))
                .startsWith(
                        "as root: mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=cpu cpuset"
                                + " io memory pids\\n' > /etc/systemd/system/user@.service.d/delegate.conf && systemctl daemon-reload");
        file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
        assertThat(Optional.ofNullable(examine(false).get("cgroups"))
                        .orElseThrow()
                        .remedy())
                .contains("cgroup_enable=memory", "update-grub");
        Files.delete(root.resolve("sys/fs/cgroup/cgroup.controllers"));
        file("/proc/cmdline", "root=/dev/sda systemd.unified_cgroup_hierarchy=0 quiet\n");
        assertThat(remedy("cgroups")).contains("take systemd.unified_cgroup_hierarchy=0 out of GRUB_CMDLINE_LINUX");
    }
}
