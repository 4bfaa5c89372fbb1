package io.podseg.plan;

import io.podseg.model.Diagnostic;
import io.podseg.policy.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan as a tree of maps and lists, schema {@code podseg.io/plan/v1}, for the edge to write as JSON or YAML. */
public final class PlanJson {
    public static final String SCHEMA = "podseg.io/plan/v1";

    private static final String SECRET = "(secret)";

    private PlanJson() {}

    public static Map<String, Object> tree(Plan plan) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("changes", plan.changes().stream().map(PlanJson::change).toList());
        tree.put("kept", plan.kept().stream().map(PlanJson::kept).toList());
        Map<String, Object> reachability = new LinkedHashMap<>();
        reachability.put("opened", connections(plan.reachability().opened()));
        reachability.put("closed", connections(plan.reachability().closed()));
        reachability.put("cut", plan.cut());
        tree.put("reachability", reachability);
        tree.put("warnings", plan.warnings().stream().map(Diagnostic::toString).toList());
        Summary summary = plan.summary();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("add", summary.add());
        counts.put("change", summary.change());
        counts.put("replace", summary.replace());
        counts.put("delete", summary.delete());
        tree.put("summary", counts);
        return tree;
    }

    private static Map<String, Object> kept(KeptObject kept) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", kept.key().kind());
        tree.put("namespace", kept.key().namespace());
        tree.put("name", kept.key().name());
        tree.put("reason", kept.reason());
        return tree;
    }

    private static Map<String, Object> change(Change change) {
        Header header = change.header();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("action", action(header.action()));
        tree.put("kind", header.key().kind());
        tree.put("namespace", header.key().namespace());
        tree.put("name", header.key().name());
        tree.put("reason", change instanceof Change.Conflict conflict ? conflict.message() : header.reason());
        tree.put("drift", header.drift());
        tree.put(
                "fields",
                header.fields().stream().map(field -> field(header, field)).toList());
        if (change instanceof Change.Rollout rollout) {
            Map<String, Object> pods = new LinkedHashMap<>();
            pods.put(
                    "create",
                    rollout.create().stream().map(pod -> pod.key().name()).toList());
            pods.put(
                    "retire",
                    rollout.retire().stream().map(pod -> pod.key().name()).toList());
            tree.put("pods", pods);
        }
        return tree;
    }

    private static String action(Action action) {
        return switch (action) {
            case ADD -> "add";
            case UPDATE -> "change";
            case REPLACE -> "replace";
            case DELETE -> "delete";
        };
    }

    private static Map<String, Object> field(Header header, FieldChange field) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("path", field.path());
        field.before().ifPresent(value -> tree.put("before", value(header, value)));
        field.after().ifPresent(value -> tree.put("after", value(header, value)));
        return tree;
    }

    private static String value(Header header, String text) {
        return header.key().kind().equals("Secret") || text.startsWith("secret podseg_") ? SECRET : text;
    }

    private static List<Map<String, Object>> connections(List<Connection> connections) {
        return connections.stream()
                .map(connection -> {
                    Map<String, Object> tree = new LinkedHashMap<>();
                    tree.put("from", connection.from());
                    tree.put("to", connection.to());
                    tree.put("ports", connection.ports());
                    tree.put("pairs", connection.pairs());
                    return tree;
                })
                .toList();
    }
}
