package io.podseg.cli;

import io.podseg.model.Ip;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.World;
import io.podseg.reach.Compared;
import io.podseg.reach.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reachability table as data, and the sentences below it for people. */
final class MatrixOutput {
    static final String SCHEMA = "podseg.io/matrix/v1";

    /** Differences that are listed for people; data have them all. */
    private static final int SHOWN = 50;

    private MatrixOutput() {}

    /**
     * Which ways were asked besides the manifests.
     *
     * @param live the kernel's rules
     * @param probe real connections
     */
    record Ways(boolean live, boolean probe) {
        String source() {
            return probe ? "probe" : live ? "live" : "manifests";
        }

        boolean any() {
            return live || probe;
        }

        private String agreeing() {
            return live && probe
                    ? "The manifests, the kernel's rules and real connections"
                    : "The manifests and " + (live ? "the kernel's rules" : "real connections");
        }
    }

    /** The table as data. */
    static Map<String, Object> tree(World world, Compared table, Ways ways) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        if (ways.any()) {
            tree.put("source", ways.source());
        }
        tree.put("endpoints", world.endpoints().stream().map(MatrixOutput::tree).toList());
        tree.put("flows", table.rows().stream().map(row -> tree(row, ways)).toList());
        if (ways.any()) {
            tree.put(
                    "differences",
                    table.differences().stream().map(row -> tree(row, ways)).toList());
        }
        if (ways.live()) {
            tree.put("undecided", doubts("rule", table.undecided()));
        }
        if (ways.probe()) {
            tree.put("notProbed", doubts("reason", table.notProbed()));
        }
        return tree;
    }

    private static List<Map<String, Object>> doubts(String name, Map<String, Integer> doubts) {
        List<Map<String, Object>> list = new ArrayList<>();
        doubts.forEach((text, flows) -> {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put(name, text);
            tree.put("flows", flows);
            list.add(tree);
        });
        return list;
    }

    private static Map<String, Object> tree(Endpoint endpoint) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", endpoint.id());
        tree.put(
                "kind",
                switch (endpoint.kind()) {
                    case POD -> "Pod";
                    case FOREIGN -> "Container";
                    case RESOLVER -> "Resolver";
                    case EXTERNAL -> "External";
                });
        if (endpoint.kind() != Endpoint.Kind.EXTERNAL) {
            tree.put(
                    "addresses", endpoint.addresses().stream().map(Ip::toString).toList());
        }
        return tree;
    }

    private static Map<String, Object> tree(Compared.Row row, Ways ways) {
        ReachabilityTable.Row declared = row.declared();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("from", declared.from());
        tree.put("to", declared.to());
        tree.put("port", declared.port());
        tree.put("protocol", declared.protocol().name());
        tree.put("allowed", row.allowed());
        if (ways.any()) {
            tree.put("declared", declared.allowed());
        }
        if (ways.live()) {
            tree.put("live", row.live().flatMap(Told::allowed).orElse(null));
        }
        if (ways.probe()) {
            tree.put("probed", row.probed().flatMap(Told::allowed).orElse(null));
        }
        return tree;
    }

    /** What is said below the table: where the answers differ, and what could not be told. */
    static String text(Compared table, Ways ways) {
        if (!ways.any() || table.rows().isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("\n");
        List<Compared.Row> differences = table.differences();
        long asked = table.rows().stream()
                .filter(row -> !row.declared().from().equals(row.declared().to()))
                .count();
        if (differences.isEmpty()) {
            out.append(ways.agreeing()).append(" agree: ").append(Printable.count(asked, "connection"));
        } else {
            out.append(ways.agreeing())
                    .append(" differ on ")
                    .append(Printable.count(differences.size(), "connection"))
                    .append(":\n");
            differences.stream()
                    .limit(SHOWN)
                    .forEach(row -> out.append(line(row)).append('\n'));
            out.append(differences.size() > SHOWN ? "  ... and others; -o json has all" : "");
        }
        out.append(differences.isEmpty() || differences.size() > SHOWN ? ".\n" : "");
        table.undecided()
                .forEach((rule, flows) -> out.append("Cannot tell ")
                        .append(Printable.count(flows, "connection"))
                        .append(", for the rule: ")
                        .append(Printable.of(rule))
                        .append('\n'));
        table.notProbed()
                .forEach((reason, flows) -> out.append("Not probed: ")
                        .append(Printable.count(flows, "connection"))
                        .append(", for ")
                        .append(Printable.of(reason))
                        .append('\n'));
        return out.toString();
    }

    private static String line(Compared.Row row) {
        ReachabilityTable.Row declared = row.declared();
        return "  " + declared.from() + " -> " + declared.to() + " " + declared.port() + "/" + declared.protocol()
                + ": manifests " + word(Optional.of(declared.allowed()))
                + row.live()
                        .map(told -> ", kernel's rules " + word(told.allowed()))
                        .orElse("")
                + row.probed()
                        .map(told -> ", real connection " + word(told.allowed()))
                        .orElse("");
    }

    private static String word(Optional<Boolean> allowed) {
        return allowed.map(yes -> yes ? "allowed" : "denied").orElse("unknown");
    }
}
