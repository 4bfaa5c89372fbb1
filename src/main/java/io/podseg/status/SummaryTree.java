package io.podseg.status;

import java.util.LinkedHashMap;
import java.util.Map;

/** The host as a whole as a tree of maps. */
public final class SummaryTree {
    private SummaryTree() {}

    /** After an apply by hand. */
    static Map<String, Object> of(HostStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", StatusTree.SCHEMA);
        tree.put("observedRevision", status.revision());
        tree.put("ready", status.good());
        tree.put("objects", status.objects().size());
        tree.put(
                "notReady",
                status.objects().stream()
                        .filter(object -> !object.good())
                        .map(object -> object.key().toString())
                        .toList());
        tree.put("dark", status.dark().stream().map(StatusTree::of).toList());
        tree.put("drops", CountTree.others(status.drops()));
        return tree;
    }

    /** From the controller. */
    public static Map<String, Object> of(Account account) {
        Map<String, Object> tree = of(account.host());
        put(account, tree);
        return tree;
    }

    /** Adds what the controller says of itself, and whether it says that all is well. */
    static void put(Account account, Map<String, Object> tree) {
        tree.put("ready", account.conditions().stream().allMatch(Condition::good));
        tree.put("conditions", account.conditions().stream().map(StatusTree::of).toList());
        account.turn().ifPresent(turn -> tree.put("lastTurn", of(turn)));
        account.turn().flatMap(Account.Turn::lastSuccess).ifPresent(time -> tree.put("lastSuccess", time.toString()));
        tree.put("controller", of(account.writer()));
        tree.put("written", account.written().toString());
    }

    private static Map<String, Object> of(Account.Turn turn) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", turn.number());
        tree.put("started", turn.started().toString());
        tree.put("seconds", turn.took().toMillis() / 1000.0);
        tree.put("triggers", turn.triggers());
        tree.put("result", turn.result().word());
        turn.problem().ifPresent(problem -> tree.put("problem", problem));
        if (!turn.problems().isEmpty()) {
            tree.put("problems", turn.problems());
        }
        tree.put("outcomes", new LinkedHashMap<>(turn.outcomes()));
        return tree;
    }

    private static Map<String, Object> of(Writer writer) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pid", writer.pid());
        tree.put("startTicks", writer.ticks());
        tree.put("started", writer.started().toString());
        writer.stopped().ifPresent(time -> tree.put("stopped", time.toString()));
        return tree;
    }
}
