package io.podseg.bench;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.netfilter.NetfilterAdapter;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.policy.Endpoint;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures podseg's rules in a kernel and prints the tables of {@code docs/performance.md}. Changes the firewall of the network
 * namespace that it runs in: {@code deploy/bench-firewall} gives it one of its own.
 */
public final class KernelReport {
    private static final int CONNECTIONS = 20_000;

    private final int size;
    private final int rounds;
    private final Median median = new Median();
    private final NetfilterAdapter kernel = NetfilterAdapter.own(new ProcessRunner(Duration.ofMinutes(5)));

    private KernelReport(int size, int rounds) {
        this.size = size;
        this.rounds = rounds;
    }

    /**
     * Prints the tables.
     *
     * @param arguments number of pods and policies, and how often each thing is measured
     */
    public static void main(String[] arguments) throws Exception {
        KernelReport report = new KernelReport(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        if (arguments.length < 3) {
            report.loading();
            report.updating();
        }
        report.connecting();
    }

    private void loading() throws Exception {
        Desired desired = compile(Generated.distinct(size, size));
        Firewall firewall = desired.state().firewall();
        FirewallTransaction whole = TransactionBuilder.whole(firewall);
        String[] rules = whole.tables().getOrDefault(Family.V4, List.of()).toArray(new String[0]);
        String[] sets = whole.setsBefore().toArray(new String[0]);
        String[] flat = FlatLayout.lines(desired.world()).toArray(new String[0]);
        for (int i = 0; i <= rounds; i++) {
            Median target = i == 0 ? new Median() : median;
            clean();
            target.time("podseg", () -> kernel.apply(TransactionBuilder.build(firewall, kernel.observe(), _ -> false)));
            target.time(
                    "read back",
                    () -> require(TransactionBuilder.build(firewall, kernel.observe(), _ -> false)
                            .isEmpty()));
            clean();
            target.time("ipset restore", () -> TestBed.run(List.of("ipset", "restore"), sets));
            target.time("plain", () -> TestBed.run(List.of("iptables-restore", "--noflush"), rules));
            clean();
            target.time("flat", () -> TestBed.run(List.of("iptables-restore", "--noflush"), flat));
        }
        clean();
        print("### Loading " + size + " pods with " + size + " different policies\n");
        print("IPv4: " + rules(rules) + " rules in "
                + firewall.table(Family.V4).chains().size() + " chains; sets of both families: "
                + firewall.sets().size() + " with "
                + firewall.sets().values().stream()
                        .mapToInt(set -> set.members().size())
                        .sum()
                + " members. A chain for each pod and direction, with addresses in its rules: " + rules(flat)
                + " rules.\n");
        print("| | median | against plain |\n|---|---|---|");
        row("plain `iptables-restore` of podseg's IPv4 rules", "plain", "plain");
        row("plain `ipset restore` of its sets", "ipset restore", "plain");
        row("podseg: compare with the kernel, write sets and both families", "podseg", "plain");
        row("podseg: read everything back and compare", "read back", "plain");
        row("plain `iptables-restore` of a chain for each pod and direction", "flat", "plain");
    }

    private void updating() throws Exception {
        Declarations base = Generated.distinct(size, size - 1);
        Map<String, Declarations> changes = new LinkedHashMap<>();
        changes.put("a replica more", Generated.distinct(size + 1, size - 1, size));
        changes.put("a policy more", Generated.distinct(size, size));
        changes.put("a policy changed", Generated.onePolicyChanged(base));
        changes.put("a policy more that selects every pod", Generated.andDefaultDeny(base));
        Desired before = compile(base);
        Firewall old = before.state().firewall();
        kernel.apply(TransactionBuilder.build(old, kernel.observe(), _ -> false));
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (int i = 0; i <= rounds; i++) {
            for (Map.Entry<String, Declarations> change : changes.entrySet()) {
                Median target = i == 0 ? new Median() : median;
                String what = change.getKey();
                Firewall next = Compiler.compile(change.getValue(), Known.of(before.state()))
                        .state()
                        .firewall();
                FirewallTransaction transaction = TransactionBuilder.build(next, kernel.observe(), _ -> false);
                lines.put(what, lines(transaction));
                target.time("plan: " + what, () -> PlanBenchmark.plan(before, change.getValue()));
                target.time(what, () -> kernel.apply(transaction));
                kernel.apply(TransactionBuilder.build(old, kernel.observe(), _ -> false));
            }
        }
        print("\n### A change at that size\n");
        print("| change | lines written | plan, in a warm process | write to the kernel |\n|---|---|---|---|");
        changes.keySet()
                .forEach(what -> print("| " + what + " | " + lines.get(what) + " | " + median.time("plan: " + what)
                        + " | " + median.time(what) + " |"));
    }

    private void connecting() throws Exception {
        Map<String, Desired> worlds = new LinkedHashMap<>();
        for (int policies : List.of(1, 100, 1000)) {
            int number = Math.min(policies, size);
            worlds.put("podseg, policies: " + number, compile(Generated.distinct(size, number)));
        }
        Desired all = compile(Generated.distinct(size, size));
        String[] flat = FlatLayout.lines(all.world()).toArray(new String[0]);
        List<Endpoint> pods =
                all.world().endpoints().stream().filter(Endpoint::isPod).toList();
        String server = pods.get(size / 2).addresses().getFirst().toString();
        String client = pods.get(size / 2 + 1).addresses().getFirst().toString();
        String bridge = all.state().networks().values().stream()
                .filter(network -> network.spec().name().equals("net0"))
                .flatMap(network -> network.spec().interfaceName().stream())
                .findFirst()
                .orElseThrow();
        try (TestBed bed = TestBed.open(bridge, client, server, 16)) {
            for (int i = 0; i <= rounds; i++) {
                Median target = i == 0 ? new Median() : median;
                clean();
                target.add("no rules", bed.rate(CONNECTIONS));
                TestBed.run(
                        List.of("iptables", "-t", "mangle", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "NEW"));
                target.add("connection tracking alone", bed.rate(CONNECTIONS));
                for (Map.Entry<String, Desired> world : worlds.entrySet()) {
                    clean();
                    kernel.apply(
                            TransactionBuilder.whole(world.getValue().state().firewall()));
                    target.add(world.getKey(), bed.rate(CONNECTIONS));
                }
                clean();
                TestBed.run(List.of("iptables-restore", "--noflush"), flat);
                target.add("a chain for each pod and direction", bed.rate(CONNECTIONS));
            }
            clean();
        }
        print("\n### New connections a second, one client, between two of " + size + " pods on one bridge\n");
        print("| | median | against no rules | against connection tracking alone |\n|---|---|---|---|");
        for (String what : rates(worlds)) {
            print("| " + what + " | " + Math.round(median.of(what)) + " | " + median.ratio(what, "no rules") + " | "
                    + median.ratio(what, "connection tracking alone") + " |");
        }
    }

    private static List<String> rates(Map<String, Desired> worlds) {
        List<String> rates = new java.util.ArrayList<>(List.of("no rules", "connection tracking alone"));
        rates.addAll(worlds.keySet());
        rates.add("a chain for each pod and direction");
        return rates;
    }

    private static Desired compile(Declarations declarations) {
        Desired desired = Compiler.compile(declarations, Known.NOTHING);
        if (desired.hasErrors()) {
            throw new IllegalStateException(desired.diagnostics().toString());
        }
        return desired;
    }

    /** Leaves the namespace without any rule or set. */
    private static void clean() throws IOException, InterruptedException {
        TestBed.run(List.of("iptables-restore"), "*mangle", "COMMIT");
        TestBed.run(List.of("ip6tables-restore"), "*mangle", "COMMIT");
        TestBed.run(List.of("ipset", "destroy"));
    }

    private static int rules(String[] lines) {
        int rules = 0;
        for (String line : lines) {
            rules += line.startsWith("-A ") ? 1 : 0;
        }
        return rules;
    }

    private static int lines(FirewallTransaction transaction) {
        return transaction.setsBefore().size()
                + transaction.setsAfter().size()
                + transaction.tables().values().stream().mapToInt(List::size).sum();
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the kernel has not what was written");
        }
    }

    private void row(String text, String what, String base) {
        print("| " + text + " | " + median.time(what) + " | " + median.ratio(what, base) + " |");
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
