package io.podseg.host.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.host.exec.CommandRunner.Stopped;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.reconcile.HostException;
import io.podseg.state.FirewallTransaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the user is told when a part of the host is missing or refuses. */
class NetfilterAdapterTest {
    private static final Exited FINE = new Exited(0, "", "");
    private static final String SYSCTL = "/proc/sys/net/bridge/bridge-nf-call-iptables";
    private static final String SYSCTL6 = "/proc/sys/net/bridge/bridge-nf-call-ip6tables";
    private static final String VLAN = "/proc/sys/net/bridge/bridge-nf-filter-vlan-tagged";
    private static final String PPPOE = "/proc/sys/net/bridge/bridge-nf-filter-pppoe-tagged";
    private static final FirewallTransaction FULL = new FirewallTransaction(
            true,
            List.of("create podseg4-a hash:ip family inet"),
            Map.of(Family.V4, List.of("*mangle", "COMMIT"), Family.V6, List.of("*mangle", "COMMIT")),
            List.of("destroy podseg4-b"));

    private final Map<String, Result> results = new HashMap<>();
    private final List<String> ran = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();
    private final Map<String, String> proc =
            new HashMap<>(Map.of(SYSCTL, "1", SYSCTL6, "1", VLAN, "1", PPPOE, "1", "/proc/net/if_inet6", "lo"));
    private boolean modprobeWorks = true;

    private final NetfilterAdapter adapter = new NetfilterAdapter(this::run, new ProcFiles() {
        @Override
        public Optional<String> read(Path file) {
            return Optional.ofNullable(proc.get(file.toString()));
        }

        @Override
        public boolean write(Path file, String text) {
            return proc.replace(file.toString(), text) != null;
        }
    });

    private Result run(List<String> argv, String stdin) {
        inputs.add(stdin);
        ran.add(String.join(" ", argv));
        if (argv.getFirst().equals("modprobe") && modprobeWorks) {
            List.of(SYSCTL, SYSCTL6, VLAN, PPPOE).forEach(file -> proc.put(file, "0"));
        }
        return results.getOrDefault(argv.getFirst(), FINE);
    }

    /** conntrack(8) gives up in the middle then (tried with 1.4.7). */
    @Test
    void anEntryThatEndsWhileItIsDeletedIsNoFailure() throws Exception {
        String gone = "conntrack v1.4.7 (conntrack-tools): Operation failed: such conntrack doesn't exist";
        List<Result> answers = new ArrayList<>(List.of(new Exited(1, "", gone), new Exited(1, "", gone), FINE));
        List<String> asked = new ArrayList<>();
        NetfilterAdapter.own((_, stdin) -> {
                    asked.add(stdin);
                    return answers.removeFirst();
                })
                .forget(Set.of(Ip.of("10.0.0.1")));
        assertThat(asked).hasSize(3).containsOnly("-D --orig-src 10.0.0.1\n-D --reply-src 10.0.0.1\n");

        answers.addAll(Collections.nCopies(100, new Exited(1, "", gone)));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() ->
                        NetfilterAdapter.own((_, _) -> answers.removeFirst()).forget(Set.of(Ip.of("10.0.0.1"))))
                .withMessageContaining("doesn't exist");
    }

    @Test
    void runsATransactionInItsOrder() throws Exception {
        adapter.apply(FULL);
        assertThat(ran)
                .containsExactly(
                        "ipset restore -exist",
                        "iptables-restore --noflush -w 10",
                        "ip6tables-restore --noflush -w 10",
                        "ipset restore -exist");
        ran.clear();
        adapter.apply(FirewallTransaction.NONE);
        assertThat(ran).isEmpty();
    }

    @Test
    void stopsAtTheFirstPartThatFails() {
        results.put(
                "iptables-restore",
                new Exited(2, "", "iptables-restore v1.8.9: x\nError occurred at line: 2\nTry `x' for more."));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> adapter.apply(FULL))
                .withMessage(
                        "iptables-restore failed: iptables-restore v1.8.9: x Error occurred at line: 2 (line 2: COMMIT)");
        assertThat(ran).hasSize(2);
    }

    @Test
    void missingProgramsAreNamedWithTheirRemedy() {
        results.put("iptables-save", new Missing("iptables-save"));
        fails("iptables-save is not installed; install it with \"apt-get install iptables\"");
        results.put("iptables-save", new Exited(127, "", "nsenter: failed to execute iptables-save"));
        fails("iptables-save is not installed; install it with \"apt-get install iptables\"");
        results.put("iptables-save", FINE);
        results.put("ipset", new Missing("ipset"));
        fails("ipset is not installed; install it with \"apt-get install ipset\"");
    }

    @Test
    void ip6tablesIsNeededUnlessTheKernelHasNoIpv6() throws Exception {
        results.put("ip6tables-save", new Missing("ip6tables-save"));
        results.put("ip6tables-restore", new Missing("ip6tables-restore"));
        fails("ip6tables-save is not installed");
        proc.remove("/proc/net/if_inet6");
        assertThat(adapter.hasIpv6()).isFalse();
        assertThat(adapter.observe().table(Family.V6).chains()).isEmpty();
        adapter.apply(FULL);
        assertThat(ran).noneMatch(command -> command.startsWith("ip6tables-restore"));
    }

    @Test
    void interfacesAreThoseOfTheNamespace() {
        proc.put("/proc/net/dev", """
                Inter-|   Receive                    |  Transmit
                 face |bytes    packets errs drop    |bytes    packets errs
                    lo:  234385     704    0    0     234385     704    0
                eth0.5:12 0 0 0 12 0 0
                """);
        assertThat(adapter.links()).containsExactlyInAnyOrder("lo", "eth0.5");
        proc.remove("/proc/net/dev");
        assertThat(adapter.links()).isEmpty();
    }

    @Test
    void refusalsAreTold() {
        results.put("iptables-save", new Exited(4, "", "x: Permission denied (you must be root)"));
        fails("no permission to use iptables-save: run podseg as root");
        results.put("iptables-save", new Exited(1, "", ""));
        fails("iptables-save failed: exit code 1");
        results.put("iptables-save", new Stopped("iptables-save", "it took longer than 30 seconds"));
        fails("iptables-save was stopped: it took longer than 30 seconds");
        results.put("iptables-save", FINE);
        results.put("ipset", new Exited(1, "", "ipset v7.17: Cannot open session to kernel."));
        fails("ipset finds no support in this kernel: load its modules with \"modprobe ip_set\"");
    }

    @Test
    void loadsTheBridgeModuleWhereItIsMissing() throws Exception {
        List.of(SYSCTL, SYSCTL6, VLAN, PPPOE).forEach(proc::remove);
        assertThat(adapter.observe().bridgeCallIptables()).isFalse();
        assertThat(ran).doesNotContain("modprobe br_netfilter");
        adapter.setBridgeNetfilter(false);
        assertThat(ran).doesNotContain("modprobe br_netfilter");
        adapter.setBridgeNetfilter(true);
        assertThat(ran).contains("modprobe br_netfilter");
        assertThat(adapter.observe().bridgeCallIptables()).isTrue();
    }

    @Test
    void aBridgeModuleThatCannotBeLoadedIsASentenceAndNothingElseIsDone() {
        List.of(SYSCTL, SYSCTL6, VLAN, PPPOE).forEach(proc::remove);
        modprobeWorks = false;
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> adapter.apply(FULL))
                .withMessageContaining("br_netfilter is not loaded")
                .withMessageContaining("/etc/modules-load.d/podseg.conf");
        assertThat(ran).containsExactly("modprobe br_netfilter");
    }

    @Test
    void allBridgeSysctlsAreNeeded() throws Exception {
        assertThat(adapter.observe().bridgeCallIptables()).isTrue();
        for (String file : List.of(SYSCTL, SYSCTL6, VLAN, PPPOE)) {
            proc.put(file, "0");
            assertThat(adapter.observe().bridgeCallIptables()).as(file).isFalse();
            adapter.setBridgeNetfilter(true);
            assertThat(proc).containsEntry(file, "1");
        }
    }

    @Test
    void portsOfTheBridgesAskedForAreTurnedRound() throws Exception {
        results.put("ip", new Exited(0, """
                        2: eth1@if2: <UP> mtu 1500 master br0 state UP
                        20: veth1@if2: <UP> mtu 1500 qdisc noqueue master podseg0 state UP
                        22: tap0: <UP> mtu 1500 master podseg1 state UP
                        """, "Cannot find device \"veth1\"\nCommand failed -:1"));
        adapter.reflect(Set.of("podseg0", "podseg1"));
        assertThat(ran).containsExactly("ip -o link show type bridge_slave", "ip -force -batch -");
        assertThat(inputs)
                .contains(
                        "link set dev veth1 type bridge_slave hairpin on\nlink set dev tap0 type bridge_slave hairpin on\n");
    }

    @Test
    void bridgesAskedForAreGivenTheirAddressesOnce() throws Exception {
        results.put("ip", new Exited(0, """
                        5: podseg0: <UP> mtu 1500 state UP \\    link/ether 3a:88:40:83:4d:36 brd ff:ff:ff:ff:ff:ff
                        7: docker0: <UP> mtu 1500 state UP \\    link/ether 3a:88:40:83:4d:37 brd ff:ff:ff:ff:ff:ff
                        9: podseg1: <UP> mtu 1500 state UP \\    link/ether 3a:88:40:83:4d:38 brd ff:ff:ff:ff:ff:ff
                        """, "Cannot find device \"podseg1\"\nCommand failed -:2"));
        adapter.steady(Set.of("podseg0", "podseg1", "podseg2"));
        adapter.steady(Set.of("podseg0", "podseg1", "podseg2"));
        String list = "ip -o link show type bridge";
        assertThat(ran).containsExactly(list, "ip -force -batch -", list);
        assertThat(inputs)
                .contains(
                        "link set dev podseg0 address 3a:88:40:83:4d:36\nlink set dev podseg1 address 3a:88:40:83:4d:38\n");

        results.put(
                "ip", new Exited(0, "5: podseg0: <UP> \\    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff\n", ""));
        adapter.steady(Set.of("podseg0"));
        assertThat(inputs).contains("link set dev podseg0 address 02:00:00:00:00:01\n");
    }

    @Test
    void memberCommandsTakeNoMoreThanAMember() throws Exception {
        adapter.addMember("podseg4-ready", "10.0.0.1,podseg0");
        results.put(
                "ipset", new Exited(1, "", "ipset v7.17: Error in line 1: The set with the given name does not exist"));
        adapter.removeMember("podseg4-ready", "10.0.0.1,podseg0");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> adapter.addMember("podseg4-ready", "10.0.0.1,podseg0"))
                .withMessageContaining("does not exist")
                .withMessageContaining("(line 1: add podseg4-ready 10.0.0.1,podseg0)");
    }

    private void fails(String start) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(adapter::observe)
                .withMessageStartingWith(start);
    }
}
