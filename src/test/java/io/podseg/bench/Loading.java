package io.podseg.bench;

import io.podseg.desired.Desired;
import io.podseg.model.Family;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.TransactionBuilder;
import java.util.Arrays;
import java.util.List;

/** How long a whole ruleset takes to come into force, beside the tools alone. */
final class Loading {
    private final int size;
    private final Kernel kernel = new Kernel();
    private final Desired desired;
    private final Firewall firewall;
    private final String[] rules;
    private final String[] sets;
    private final String[] flat;

    Loading(int size) {
        this.size = size;
        desired = Kernel.compile(Generated.distinct(size, size));
        firewall = desired.state().firewall();
        FirewallTransaction whole = TransactionBuilder.whole(firewall);
        rules = whole.tables().getOrDefault(Family.V4, List.of()).toArray(new String[0]);
        sets = whole.setsBefore().toArray(new String[0]);
        flat = FlatLayout.lines(desired.world()).toArray(new String[0]);
    }

    String measure(int rounds) throws Exception {
        Median median = new Median();
        for (int i = 0; i <= rounds; i++) {
            round(i == 0 ? new Median() : median);
        }
        return table(median);
    }

    private void round(Median median) throws Exception {
        Kernel.clean();
        median.time("podseg", () -> kernel.apply(kernel.towards(firewall)));
        median.time("read back", () -> {
            if (!kernel.towards(firewall).isEmpty()) {
                throw new IllegalStateException("the kernel has not what was written");
            }
        });
        Kernel.clean();
        median.time("sets", () -> Kernel.run(List.of("ipset", "restore"), sets));
        median.time("rules", () -> Kernel.run(List.of("iptables-restore", "--noflush"), rules));
        Kernel.clean();
        median.time("flat", () -> Kernel.run(List.of("iptables-restore", "--noflush"), flat));
        Kernel.clean();
    }

    private String table(Median median) {
        StringBuilder text = new StringBuilder();
        text.append("### Loading ")
                .append(size)
                .append(" pods with ")
                .append(size)
                .append(" different policies\n\n");
        text.append("podseg: ").append(count(rules)).append(" IPv4 rules in ");
        text.append(firewall.table(Family.V4).chains().size()).append(" chains, ");
        text.append(firewall.sets().size()).append(" sets with ");
        text.append(firewall.sets().values().stream()
                .mapToInt(set -> set.members().size())
                .sum());
        text.append(" members. A chain for each pod and direction with addresses in its rules: ");
        text.append(count(flat)).append(" rules.\n\n| | median | against plain |\n|---|---|---|\n");
        row(text, median, "plain `iptables-restore` of podseg's IPv4 rules", "rules");
        row(text, median, "plain `ipset restore` of its sets", "sets");
        row(
                text,
                median,
                "podseg: read the empty kernel, compare, write sets and the rules of both families",
                "podseg");
        row(text, median, "podseg: read everything back and compare", "read back");
        row(text, median, "plain `iptables-restore` of a chain for each pod and direction", "flat");
        return text.toString();
    }

    private static long count(String[] lines) {
        return Arrays.stream(lines).filter(line -> line.startsWith("-A ")).count();
    }

    private static void row(StringBuilder text, Median median, String title, String what) {
        text.append("| ").append(title).append(" | ").append(median.time(what)).append(" | ");
        text.append(median.ratio(what, "rules")).append(" |\n");
    }
}
