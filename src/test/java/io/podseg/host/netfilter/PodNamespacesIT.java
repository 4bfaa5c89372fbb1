package io.podseg.host.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.host.exec.ProcessRunner;
import io.podseg.model.Family;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.Trigger;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import io.podseg.state.RuleText;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The filter of a process's network namespace on the real kernel: what is written there, whose namespace it is, and the watch. */
class PodNamespacesIT {
    private PrivateNetwork network;
    private PodNamespaces namespaces;

    @BeforeEach
    void open() throws IOException {
        network = PrivateNetwork.open();
        namespaces = new PodNamespaces(new ProcessRunner(Duration.ofSeconds(30)), Duration.ofMillis(200));
    }

    @AfterEach
    void close() {
        network.close();
    }

    private NetfilterPort port() {
        return namespaces.in(network.process());
    }

    private void tamper(Family family, List<String> lines) {
        network.must(List.of(family == Family.V4 ? "iptables-restore" : "ip6tables-restore", "--noflush"), lines);
    }

    private void tamperSets(List<String> lines) {
        network.must(List.of("ipset", "restore", "-exist"), lines);
    }

    private static Firewall rules(String caller) {
        IpSet set = new IpSet("podseg4-callers", IpSet.Type.HASH_IP, Family.V4, new TreeSet<>(List.of(caller)));
        Rule.Own calls = Rule.of(new Rule.Return(), new Rule.InSet(set.name(), "src", false));
        Map<Family, MangleTable> tables = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            List<Rule> rules = new ArrayList<>();
            if (family == Family.V4) {
                rules.add(RuleText.hashed("x/callers", calls));
            }
            rules.add(RuleText.hashed("podseg class x/callers", Rule.of(new Rule.Drop())));
            tables.put(
                    family,
                    new MangleTable(
                            new TreeMap<>(Map.of("PODSEG-POD-IN", rules)),
                            new TreeMap<>(Map.of("INPUT", MangleTable.Hook.first("PODSEG-POD-IN")))));
        }
        return new Firewall(tables, new TreeMap<>(Map.of(set.name(), set)), false);
    }

    /** Rules and members that change together: a packet meets the old ones or the new ones. */
    @Test
    void fromOneSetOfRulesToTheNextByWayOfSetsThatStandIn() throws HostException {
        NetfilterPort port = port();
        port.apply(TransactionBuilder.whole(rules("192.0.2.1")));
        assertThat(TransactionBuilder.inPod(rules("192.0.2.1"), port.observe()).isEmpty())
                .isTrue();
        tamper(Family.V4, List.of("*mangle", "-A PODSEG-POD-IN -j DROP", "COMMIT"));
        FirewallTransaction first = TransactionBuilder.inPod(rules("192.0.2.2"), port.observe());
        assertThat(first.setsBefore()).anyMatch(line -> line.startsWith("create podseg-tmp-"));
        assertThat(first.setsBefore()).noneMatch(line -> line.contains("podseg4-callers"));
        port.apply(first);
        port.apply(TransactionBuilder.inPod(rules("192.0.2.2"), port.observe()));
        Firewall found = port.observe();
        assertThat(TransactionBuilder.inPod(rules("192.0.2.2"), found).isEmpty())
                .isTrue();
        assertThat(found.sets()).containsOnlyKeys("podseg4-callers");
        port.apply(TransactionBuilder.inPod(Firewall.NONE, found));
        assertThat(port.observe().sets()).isEmpty();
        assertThat(network.must(List.of("iptables-save"), List.of())).doesNotContain("PODSEG");
    }

    @Test
    void thereAreNoBridgesInAPodWhateverThisHostHas() throws HostException {
        assertThat(port().observe().bridge()).isEqualTo(BridgeSysctls.NONE);
        assertThat(port().hasIpv6()).isTrue();
        assertThat(port().links()).contains("lo");
    }

    @Test
    void aProcessInPodsegsOwnNamespaceHasNone() {
        long self = ProcessHandle.current().pid();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> namespaces.in(self).observe())
                .withMessageContaining("has no network namespace of its own");
    }

    @Test
    void nothingIsRunForAProcessThatHasEnded() throws Exception {
        NetfilterPort port = port();
        assertThat(port.observe().sets()).isEmpty();
        network.close();
        network.awaitEnd();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(port::observe)
                .withMessageContaining("has no network namespace of its own any more");
    }

    @Test
    void whoeverChangesRulesOrSetsInANamespaceThatWasAskedAboutWakes() throws Exception {
        LinkedBlockingQueue<Trigger> woken = new LinkedBlockingQueue<>();
        assertThat(port().observe().sets()).isEmpty();
        try (AutoCloseable watch = namespaces.start(woken::add)) {
            tamperUntilWoken(woken, () -> {
                tamper(Family.V4, List.of("*mangle", ":PODSEG-POD-IN - [0:0]", "-A PODSEG-POD-IN -j DROP", "COMMIT"));
                tamper(Family.V4, List.of("*mangle", "-F PODSEG-POD-IN", "-X PODSEG-POD-IN", "COMMIT"));
            });
            tamperSets(List.of("create podseg4-x hash:ip"));
            assertThat(woken.poll(60, TimeUnit.SECONDS)).isEqualTo(Trigger.NETFILTER);
        }
    }

    /** What was read is kept until somebody wakes: a change right after that must not stay unknown. */
    @Test
    void whatWasChangedBeforeTheWatchBeganWakes() throws Exception {
        LinkedBlockingQueue<Trigger> woken = new LinkedBlockingQueue<>();
        assertThat(port().observe().sets()).isEmpty();
        tamper(Family.V4, List.of("*mangle", ":PODSEG-POD-IN - [0:0]", "COMMIT"));
        try (AutoCloseable watch = namespaces.start(woken::add)) {
            assertThat(woken.poll(60, TimeUnit.SECONDS)).isEqualTo(Trigger.NETFILTER);
            assertThat(woken.poll(2, TimeUnit.SECONDS)).as("once").isNull();
        }
    }

    /** Who begins to listen may miss the first change. */
    private static void tamperUntilWoken(LinkedBlockingQueue<Trigger> woken, Runnable change)
            throws InterruptedException {
        Trigger first = null;
        for (int attempt = 0; attempt < 60 && first == null; attempt++) {
            change.run();
            first = woken.poll(1, TimeUnit.SECONDS);
        }
        assertThat(first).isEqualTo(Trigger.NETFILTER);
        while (woken.poll(1, TimeUnit.SECONDS) != null) {
            assertThat(first).isEqualTo(Trigger.NETFILTER);
        }
    }

    @Test
    void aNamespaceThatNobodyAsksAboutAnyMoreIsNotWatched() throws Exception {
        LinkedBlockingQueue<Trigger> woken = new LinkedBlockingQueue<>();
        assertThat(port().observe().sets()).isEmpty();
        namespaces.retain(Set.of());
        try (AutoCloseable watch = namespaces.start(woken::add)) {
            tamperSets(List.of("create podseg4-x hash:ip"));
            assertThat(woken.poll(2, TimeUnit.SECONDS)).isNull();
        }
    }
}
