package io.podseg.cases;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.HostFacts;
import io.podseg.desired.Known;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Family;
import io.podseg.plan.FirewallItems;
import io.podseg.plan.Inventory;
import io.podseg.plan.Plan;
import io.podseg.plan.PlanInput;
import io.podseg.plan.PlanText;
import io.podseg.plan.Planner;
import io.podseg.policy.ReachabilityTable;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.HostState;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One golden case: manifests in {@code in}, those applied before in {@code before}, and everything that podseg makes of them
 * without a host.
 *
 * @param name name of its folder
 * @param in folder with the manifests
 * @param before folder with the manifests that were applied before; may not exist
 */
public record Case(String name, Path in, Path before) {
    /** A plan against the host as {@code before} left it. */
    Plan plan() {
        Desired old = Files.isDirectory(before) ? compile(before, known()) : Desired.nothing();
        HostState actual = old.state();
        return plan(compile(in, Known.of(actual, old.world()).with(host())), old);
    }

    /** A plan against a host that is exactly as {@code old}. */
    public static Plan plan(Desired desired, Desired old) {
        Inventory last = old.objects().isEmpty()
                ? Inventory.EMPTY
                : new Inventory(
                        "r1",
                        old.objects(),
                        FirewallItems.hashes(old.state().firewall()),
                        old.world(),
                        BridgeSysctls.NONE);
        return Planner.plan(new PlanInput(
                desired.state(),
                old.state(),
                last,
                desired.pods(),
                desired.secrets(),
                desired.objects(),
                desired.world(),
                desired.diagnostics(),
                new TreeMap<>(),
                desired.transition(),
                desired.workloads(),
                desired.protections(),
                false));
    }

    /** A host on which there is nothing. */
    Known known() {
        return Known.NOTHING.with(host());
    }

    /**
     * What {@code host.properties} beside {@code in} says of the host: {@code rootless}, and by {@code hook} why the hook does not
     * run there. Without the file: root's, and the hook runs.
     */
    HostFacts host() {
        Path file = before.resolveSibling("host.properties");
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new HostFacts(
                Boolean.parseBoolean(properties.getProperty("rootless")),
                Optional.ofNullable(properties.getProperty("hook")));
    }

    Declarations declarations() {
        return new FolderSource(List.of(in)).load().declarations();
    }

    static Desired compile(Path folder, Known known) {
        return Compiler.compile(new FolderSource(List.of(folder)).load().declarations(), known);
    }

    /** Every output by file name. A case with errors has nothing but its diagnostics. */
    SortedMap<String, String> outputs() {
        Loaded loaded = new FolderSource(List.of(in)).load();
        Desired desired = Compiler.compile(loaded.declarations(), known());
        List<Diagnostic> diagnostics = new ArrayList<>(loaded.diagnostics());
        diagnostics.addAll(desired.diagnostics());
        TreeMap<String, String> outputs = new TreeMap<>();
        if (!diagnostics.isEmpty()) {
            outputs.put(
                    "diagnostics.txt",
                    lines(diagnostics.stream().sorted().distinct().toList()).replace(in.toString() + "/", ""));
        }
        if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
            outputs.put("plan.txt", PlanText.render(plan(), false));
            outputs.put("rules.txt", rules(desired));
            outputs.put("verdicts.txt", verdicts(ReachabilityTable.ofDeclaredPorts(desired.world())));
        }
        return outputs;
    }

    /** Those of the host, then those inside pods. */
    private static String rules(Desired desired) {
        StringBuilder all =
                new StringBuilder(rules(TransactionBuilder.whole(desired.state().firewall())));
        desired.state()
                .podRules()
                .forEach((pod, rules) -> all.append("# inside pod ")
                        .append(pod)
                        .append('\n')
                        .append(rules(TransactionBuilder.whole(rules))));
        return all.toString();
    }

    private static String rules(FirewallTransaction transaction) {
        List<String> lines = new ArrayList<>(transaction.setsBefore());
        for (Family family : Family.values()) {
            lines.add("# " + family);
            lines.addAll(transaction.tables().getOrDefault(family, List.of()));
        }
        return lines(lines);
    }

    private static String verdicts(ReachabilityTable table) {
        return lines(table.rows().stream()
                .map(row -> (row.allowed() ? "yes " : "no  ") + row.from() + " -> " + row.to() + " " + row.port() + "/"
                        + row.protocol())
                .toList());
    }

    private static String lines(List<?> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
