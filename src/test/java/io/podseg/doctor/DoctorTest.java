package io.podseg.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.doctor.Finding.Level;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings on a host whose programs and files are made up. */
class DoctorTest {
    @TempDir
    Path root = Path.of("");

    private final Map<String, Result> programs = new HashMap<>();
    private HookPort hook = HookPort.NONE;
    private Optional<String> podmanProblem = Optional.empty();
    private PodmanUser user = PodmanUser.ROOT;

    @BeforeEach
    void aGoodHost() throws IOException {
        says("podman --version", "podman version 4.3.1");
        says("podman info --format {{.Host.NetworkBackend}}", "netavark");
        says("podman info --format {{.Host.OCIRuntime.Path}}", "/usr/bin/runc");
        says("/usr/bin/runc --version", "runc version 1.1.5\nspec: 1.0.2");
        says("iptables --version", "iptables v1.8.9 (nf_tables)");
        says("ip6tables --version", "ip6tables v1.8.9 (nf_tables)");
        says("unshare -n iptables-restore --noflush", "");
        says("unshare -n ip6tables-restore --noflush", "");
        says("ipset --version", "ipset v7.17, protocol version: 7");
        says("conntrack --version", "conntrack v1.4.7 (conntrack-tools)");
        for (var type : io.podseg.state.IpSet.Type.values()) {
            says("unshare -n ipset create podseg-try " + type.text() + (type.counted() ? " counters" : ""), "");
        }
        file("/proc/self/status", "Name:\tjava\nUid:\t0\t0\t0\t0\n");
        file("/proc/net/if_inet6", "");
        file("/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n");
        file("/proc/sys/net/ipv4/ip_forward", "1\n");
        file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        file("/sys/module/apparmor/parameters/enabled", "Y\n");
        file("/etc/subuid", "alice:100000:65536\ncontainers:2147483647:2147483648\n");
        file("/etc/subgid", "alice:100000:65536\ncontainers:2147483647:2147483648\n");
        file("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1024\n");
        file("/usr/lib/podman/netavark", "");
        file("/usr/lib/podman/aardvark-dns", "");
    }

    private void says(String command, String output) {
        programs.put(command, new Exited(0, output + "\n", ""));
    }

    private void fails(String command, String error) {
        programs.put(command, new Exited(1, "", error));
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Path parent = file.getParent();
        assertThat(parent).isNotNull();
        Files.createDirectories(parent);
        Files.writeString(file, text);
    }

    private void remove(String path) throws IOException {
        Files.delete(root.resolve(path.substring(1)));
    }

    @Test
    void whatIsWrongWithAnInstalledHookIsToldWithItsRemedy() {
        assertThat(finding("hook").level()).as("not installed").isEqualTo(Finding.Level.OK);
        hook = new Standing(new HookPort.Report(
                true,
                List.of(
                        new HookPort.Part("json", Optional.empty(), "/e/podseg.json", ""),
                        new HookPort.Part("program", Optional.of("/h is missing"), "/h is missing", "install it"))));
        assertThat(examine()).contains(new Finding("hook", Finding.Level.FAIL, "/h is missing", "install it"));
        hook = new Standing(new HookPort.Report(true, List.of()));
        assertThat(finding("hook").message()).isEqualTo("the hook is in place");
    }

    /** A hook of which only the report matters. */
    private record Standing(Report look) implements HookPort {
        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }

        @Override
        public List<String> install() {
            return List.of();
        }

        @Override
        public List<String> uninstall() {
            return List.of();
        }

        @Override
        public Optional<String> prove() {
            return Optional.empty();
        }
    }

    private List<Finding> examine() {
        CommandRunner runner =
                (argv, stdin) -> programs.getOrDefault(String.join(" ", argv), new Missing(argv.getFirst()));
        return Doctor.examine(new Examined(runner, root, root.resolve("state"), user, () -> podmanProblem, hook));
    }

    private Finding finding(String id) {
        return examine().stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGoodHostIsReady() {
        assertThat(examine()).isNotEmpty().allMatch(finding -> finding.level() == Level.OK);
    }

    @Test
    void everyFailureHasARemedy() throws IOException {
        programs.clear();
        for (String path : List.of(
                "/proc/self/status",
                "/proc/sys/net/bridge/bridge-nf-call-iptables",
                "/proc/sys/net/ipv4/ip_forward",
                "/sys/fs/cgroup/cgroup.controllers",
                "/usr/lib/podman/netavark",
                "/usr/lib/podman/aardvark-dns")) {
            remove(path);
        }
        assertThat(examine())
                .filteredOn(finding -> finding.level() == Level.FAIL)
                .extracting(Finding::id)
                .containsExactly(
                        "rights",
                        "podman",
                        "netavark",
                        "aardvark-dns",
                        "iptables",
                        "ip6tables",
                        "ipset",
                        "conntrack",
                        "br-netfilter");
        assertThat(examine())
                .filteredOn(finding -> finding.level() != Level.OK)
                .allMatch(finding -> !finding.remedy().isEmpty());
    }

    @Test
    void ordinaryUsersAreToldToBeRoot() throws IOException {
        file("/proc/self/status", "Name:\tjava\nUid:\t1000\t1000\t1000\t1000\n");
        assertThat(finding("rights").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void oldPodmansAreRefused() {
        for (String old : List.of("3.4.4", "4.2.9")) {
            says("podman --version", "podman version " + old);
            assertThat(finding("podman").level()).as(old).isEqualTo(Level.FAIL);
        }
        for (String good : List.of("4.3.0", "4.10.0", "5.0.0-rc1", "6.1.0")) {
            says("podman --version", "podman version " + good);
            assertThat(finding("podman").level()).as(good).isEqualTo(Level.OK);
        }
    }

    @Test
    void aSilentApiIsAFailure() {
        podmanProblem = Optional.of("nobody listens");
        assertThat(finding("podman-api"))
                .isEqualTo(new Finding(
                        "podman-api", Level.FAIL, "nobody listens", "see that \"podman info\" works as this user"));
    }

    @Test
    void cniIsNotNetavark() {
        says("podman info --format {{.Host.NetworkBackend}}", "cni");
        assertThat(finding("network-backend").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void aRuntimeThatDoesNotRunIsAFailure() {
        fails("/usr/bin/runc --version", "bad CPU");
        assertThat(finding("runtime").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void bothKindsOfIptablesAtOnceIsAWarning() throws IOException {
        file("/proc/net/ip_tables_names", "filter\n");
        assertThat(finding("iptables-mixed").level()).isEqualTo(Level.WARN);
        says("iptables --version", "iptables v1.8.9 (legacy)");
        assertThat(examine()).noneMatch(finding -> finding.id().equals("iptables-mixed"));
        says("iptables-nft-save", "*filter\n-A INPUT -j ACCEPT\nCOMMIT");
        assertThat(finding("iptables-mixed").level()).isEqualTo(Level.WARN);
    }

    @Test
    void rulesAndSetsAreTriedInTheKernel() {
        fails("unshare -n iptables-restore --noflush", "Extension conntrack is not supported");
        assertThat(finding("iptables-rules").message()).contains("Extension conntrack is not supported");
        fails("unshare -n ipset create podseg-try hash:net,iface", "set type not supported");
        assertThat(finding("ipset-types").message()).contains("hash:net,iface");
    }

    @Test
    void bridgeNetfilterMayBeLoadedLater() throws IOException {
        remove("/proc/sys/net/bridge/bridge-nf-call-iptables");
        assertThat(finding("br-netfilter").level()).isEqualTo(Level.FAIL);
        says("modprobe --dry-run br_netfilter", "");
        assertThat(finding("br-netfilter").level()).isEqualTo(Level.OK);
    }

    @Test
    void otherFirewallsAreHints() throws IOException {
        says("firewall-cmd --state", "running");
        file("/etc/ufw/ufw.conf", "# x\nENABLED=yes\n");
        file("/run/docker.sock", "");
        assertThat(examine())
                .filteredOn(finding -> finding.level() == Level.WARN)
                .extracting(Finding::id)
                .containsExactly("firewalld", "ufw", "docker");
    }

    @Test
    void aFileIsNoStateFolder() throws IOException {
        file("/state", "");
        assertThat(finding("state-dir").level()).isEqualTo(Level.FAIL);
    }
}
