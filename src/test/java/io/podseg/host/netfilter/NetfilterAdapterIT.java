package io.podseg.host.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.model.Family;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.NetfilterPortContract;
import io.podseg.state.Count;
import io.podseg.state.Counters.RuleCount;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import io.podseg.state.RuleText;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract on the real kernel, each test in a network namespace of its own. */
class NetfilterAdapterIT extends NetfilterPortContract {
    private static final List<String> OTHERS = List.of(
            "*mangle",
            ":OTHERS - [0:0]",
            "-A OTHERS -p tcp -m tcp --dport 22 -j ACCEPT",
            "-A INPUT -m comment --comment \"it \\\"is\\\" -j PODSEG-INPUT\" -j OTHERS",
            "-A FORWARD -j OTHERS",
            "COMMIT");

    private PrivateNetwork network;
    private NetfilterAdapter adapter;

    @BeforeEach
    void open() throws IOException {
        network = PrivateNetwork.open();
        adapter = new NetfilterAdapter(network.runner(), ProcFiles.of(network.runner()));
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Override
    protected NetfilterPort port() {
        return adapter;
    }

    @Override
    protected void tamper(Family family, List<String> lines) {
        network.must(List.of(family == Family.V4 ? "iptables-restore" : "ip6tables-restore", "--noflush"), lines);
    }

    @Override
    protected void tamperSets(List<String> lines) {
        network.must(List.of("ipset", "restore", "-exist"), lines);
    }

    @Override
    protected int rounds() {
        return 40;
    }

    @Test
    void hostileCommentsComeBackAsTheyWent() throws Exception {
        StringBuilder ascii = new StringBuilder();
        for (char c = ' '; c <= '~'; c++) {
            ascii.append(c);
        }
        List<Rule> rules = List.of(
                commented(ascii.toString()),
                commented("x".repeat(255)),
                commented("\"".repeat(255)),
                commented("\\".repeat(255)),
                commented("-j ACCEPT"),
                commented("--comment"),
                commented("!"),
                commented("COMMIT"),
                commented("#"),
                commented(" "),
                commented("-"),
                RuleText.hashed("a\nCOMMIT\n*nat\u0000é", Rule.of(new Rule.Drop())),
                RuleText.hashed("\"\\".repeat(500), Rule.of(new Rule.Drop())));
        MangleTable table = new MangleTable(new TreeMap<>(Map.of("PODSEG-A", rules)), new TreeMap<>());
        Firewall desired = new Firewall(Map.of(Family.V4, table, Family.V6, table), new TreeMap<>(), true);
        adapter.apply(TransactionBuilder.build(desired, adapter.observe(), _ -> false));
        assertThat(adapter.observe().table(Family.V4).chains().get("PODSEG-A")).containsExactlyElementsOf(rules);
        assertThat(adapter.observe().table(Family.V6).chains().get("PODSEG-A")).containsExactlyElementsOf(rules);
    }

    @Test
    void rulesAndSetsOfOthersStayByteForByte() throws Exception {
        tamper(Family.V4, OTHERS);
        tamper(Family.V6, OTHERS);
        tamperSets(List.of("create others hash:ip family inet", "add others 10.0.0.1"));
        String before = everything();
        FirewallTransaction whole = TransactionBuilder.build(sample(), adapter.observe(), _ -> false);
        adapter.apply(whole);
        assertThat(everything().lines().filter(line -> !line.contains("PODSEG-FORWARD") && !line.contains("podseg")))
                .containsExactlyElementsOf(before.lines().toList());
        adapter.apply(
                TransactionBuilder.build(new Firewall(Map.of(), new TreeMap<>(), true), adapter.observe(), _ -> false));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void countersOfUnchangedChainsSurvive() throws Exception {
        adapter.apply(TransactionBuilder.build(sample(), adapter.observe(), _ -> false));
        network.must(
                List.of("iptables-restore", "--noflush", "--counters"),
                List.of("*mangle", "[7:700] -A PODSEG-FORWARD -j RETURN", "COMMIT"));
        Firewall actual = adapter.observe();
        TreeMap<String, List<Rule>> chains =
                new TreeMap<>(actual.table(Family.V4).chains());
        chains.put("PODSEG-NEW", List.of(Rule.of(new Rule.Drop())));
        Firewall desired = new Firewall(
                Map.of(
                        Family.V4,
                        new MangleTable(chains, actual.table(Family.V4).hooks())),
                actual.sets(),
                true);
        adapter.apply(TransactionBuilder.build(desired, actual, _ -> false));
        assertThat(network.must(List.of("iptables-save", "-c", "-t", "mangle"), List.of()))
                .contains("[7:700] -A PODSEG-FORWARD -j RETURN")
                .contains("-A PODSEG-NEW -j DROP");
        assertThat(adapter.counters().rules())
                .contains(new RuleCount(Family.V4, "PODSEG-FORWARD", Rule.of(new Rule.Return()), new Count(7, 700)));
    }

    @Test
    void refusalsCiteTheLine() {
        FirewallTransaction bad = new FirewallTransaction(
                false, List.of("create podseg4-x hash:ip family inet", "add podseg4-x 300.0.0.1"), Map.of(), List.of());
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> adapter.apply(bad))
                .withMessageMatching("(?s)ipset failed: .*\\(line 2: add podseg4-x 300\\.0\\.0\\.1\\)");
        FirewallTransaction worse = new FirewallTransaction(
                false,
                List.of(),
                Map.of(Family.V6, List.of("*mangle", ":PODSEG-A - [0:0]", "-A PODSEG-A -j PODSEG-NONE", "COMMIT")),
                List.of());
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> adapter.apply(worse))
                .withMessageContaining("ip6tables-restore failed")
                .withMessageContaining("PODSEG-NONE");
    }

    @Test
    void withoutPrivilegesTheSentenceSaysSo() {
        List<String> nobody =
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all");
        NetfilterAdapter powerless = new NetfilterAdapter(
                network.runner().prefixed(nobody), ProcFiles.of(network.runner().prefixed(nobody)));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(powerless::observe)
                .withMessageStartingWith("no permission to use iptables-save: run podseg as root");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> powerless.addMember("podseg4-a", "10.0.0.1"))
                .withMessageStartingWith("no permission to use ipset: run podseg as root");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> powerless.setBridgeNetfilter(true))
                .withMessageContaining("no permission to write /proc/sys/net/bridge/bridge-nf-call-iptables");
    }

    private String everything() {
        String text = network.must(List.of("iptables-save"), List.of())
                + network.must(List.of("ip6tables-save"), List.of())
                + network.must(List.of("ipset", "save"), List.of());
        return text.replaceAll("(?m)^# .*\n", "");
    }

    private static Rule commented(String comment) {
        return new Rule.Own(List.of(), new Rule.Drop(), comment);
    }

    private static Firewall sample() {
        IpSet set = new IpSet("podseg4-a", IpSet.Type.HASH_IP, Family.V4, new TreeSet<>(List.of("10.0.0.1")));
        Rule rule = RuleText.hashed("x/a", Rule.of(new Rule.Drop(), new Rule.InSet("podseg4-a", "src", false)));
        MangleTable table = new MangleTable(
                new TreeMap<>(Map.of("PODSEG-FORWARD", List.of(rule))),
                new TreeMap<>(Map.of("FORWARD", MangleTable.Hook.first("PODSEG-FORWARD"))));
        return new Firewall(Map.of(Family.V4, table), new TreeMap<>(Map.of("podseg4-a", set)), true);
    }
}
