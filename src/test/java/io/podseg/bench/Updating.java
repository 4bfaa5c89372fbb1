package io.podseg.bench;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.model.Declarations;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long one change takes on a host that is large already. */
final class Updating {
    private final Kernel kernel = new Kernel();
    private final Desired before;
    private final Map<String, Declarations> changes = new LinkedHashMap<>();
    private final Map<String, Integer> written = new LinkedHashMap<>();

    Updating(int size) {
        Declarations base = Generated.distinct(size, size - 1);
        before = Kernel.compile(base);
        changes.put("nothing", base);
        changes.put("a replica more", Generated.distinct(size + 1, size - 1, size));
        changes.put("a policy more", Generated.distinct(size, size));
        changes.put("a policy changed", Generated.onePolicyChanged(base));
        changes.put("a policy more that selects every pod", Generated.andDefaultDeny(base));
    }

    String measure(int rounds) throws Exception {
        Median median = new Median();
        kernel.bring(before.state().firewall());
        for (int i = 0; i <= rounds; i++) {
            for (String change : changes.keySet()) {
                round(change, i == 0 ? new Median() : median);
            }
        }
        Kernel.clean();
        StringBuilder text =
                new StringBuilder("### One change at that size\n\n| change | lines written | plan, in a warm"
                        + " process | read the kernel and compare | write |\n|---|---|---|---|---|\n");
        for (String change : changes.keySet()) {
            text.append("| ").append(change).append(" | ").append(written.getOrDefault(change, 0));
            for (String step : List.of("plan ", "read ", "write ")) {
                text.append(" | ").append(median.time(step + change));
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    private void round(String change, Median median) throws Exception {
        Declarations declarations = changes.getOrDefault(change, Declarations.NONE);
        median.time("plan " + change, () -> PlanBenchmark.plan(before, declarations));
        Firewall next =
                Compiler.compile(declarations, Known.of(before.state())).state().firewall();
        FirewallTransaction[] transaction = new FirewallTransaction[1];
        median.time("read " + change, () -> transaction[0] = kernel.towards(next));
        written.put(change, lines(transaction[0]));
        median.time("write " + change, () -> kernel.apply(transaction[0]));
        kernel.bring(before.state().firewall());
    }

    private static int lines(FirewallTransaction transaction) {
        return transaction.setsBefore().size()
                + transaction.setsAfter().size()
                + transaction.tables().values().stream().mapToInt(List::size).sum();
    }
}
