package io.podseg.cli;

import io.podseg.reconcile.Applied;
import io.podseg.reconcile.History;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Applies that are remembered, for people. */
final class HistoryText {
    /** As much of a hash as tells one revision from another at a glance. */
    private static final int SHORT = 12;

    private static final String SHA = "sha256:";

    private HistoryText() {}

    static String table(List<History.Entry> entries, Paint paint) {
        if (entries.isEmpty()) {
            return "Nothing was applied on this host.\n";
        }
        Columns columns = new Columns(paint, "NUMBER", "WHEN", "BY", "RESULT", "CHANGES", "REVISION");
        for (History.Entry entry : entries) {
            Applied applied = entry.applied();
            columns.row(
                    Long.toString(entry.number()),
                    applied.when().last().truncatedTo(ChronoUnit.SECONDS).toString(),
                    by(applied.who()),
                    applied.result() + (applied.times() > 1 ? " x" + applied.times() : ""),
                    summary(applied.plan()),
                    revision(applied.before()) + " -> " + revision(applied.after()));
        }
        return columns.render();
    }

    private static String by(Applied.Who who) {
        String user = who.sudo().isEmpty() ? who.user() : who.sudo() + " as " + who.user();
        return user.isEmpty() || who.command().equals("run") ? who.command() : who.command() + ", " + user;
    }

    private static String revision(String revision) {
        String name = revision.startsWith(SHA) ? revision.substring(SHA.length()) : revision;
        boolean hash = name.matches("[0-9a-f]{" + (SHORT + 1) + ",}");
        return name.isEmpty() ? "nothing" : hash ? name.substring(0, SHORT) : name;
    }

    private static String summary(Map<String, Object> plan) {
        if (!(plan.get("summary") instanceof Map<?, ?> counts)) {
            return "";
        }
        String text = counts.entrySet().stream()
                .filter(count -> !String.valueOf(count.getValue()).equals("0"))
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "repairs" : text;
    }

    /** All but the plan. */
    static Map<String, Object> head(History.Entry entry) {
        Applied applied = entry.applied();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", entry.number());
        tree.put("command", applied.who().command());
        tree.put("user", applied.who().user());
        tree.put("sudoUser", applied.who().sudo());
        tree.put("began", applied.when().began().toString());
        tree.put("last", applied.when().last().toString());
        tree.put("milliseconds", applied.when().took().toMillis());
        tree.put("times", applied.times());
        tree.put("before", applied.before());
        tree.put("after", applied.after());
        tree.put("result", applied.result());
        tree.put("summary", applied.plan().getOrDefault("summary", Map.of()));
        return tree;
    }

    static String whole(History.Entry entry, Paint paint) {
        StringBuilder text = new StringBuilder(table(List.of(entry), paint)).append('\n');
        for (Map<String, Object> change : entry.applied().changes()) {
            change(change, paint, text);
        }
        if (entry.applied().plan().get("reachability") instanceof Map<?, ?> reachability) {
            connections("+", reachability, "opened", text);
            connections("-", reachability, "closed", text);
        }
        return text.toString();
    }

    private static void change(Map<String, Object> change, Paint paint, StringBuilder text) {
        String namespace = word(change, "namespace");
        String outcome = word(change, "outcome");
        String message = word(change, "message");
        text.append(symbol(change))
                .append(' ')
                .append(word(change, "kind"))
                .append(' ')
                .append(namespace.isEmpty() ? "" : namespace + "/")
                .append(word(change, "name"))
                .append("  ")
                .append(outcome.equals("applied") ? paint.green(outcome) : paint.red(outcome))
                .append(message.isEmpty() ? "" : ": " + message)
                .append('\n');
        if (change.get("fields") instanceof List<?> fields) {
            fields.forEach(field -> {
                if (field instanceof Map<?, ?> each) {
                    text.append("    ")
                            .append(word(each, "path"))
                            .append(values(each))
                            .append('\n');
                }
            });
        }
    }

    private static String values(Map<?, ?> field) {
        String before = word(field, "before");
        String after = word(field, "after");
        return before.isEmpty() ? ": " + after : ": " + before + " -> " + after;
    }

    private static String symbol(Map<String, Object> change) {
        if (Boolean.TRUE.equals(change.get("drift"))) {
            return "!";
        }
        return switch (word(change, "action")) {
            case "add" -> "+";
            case "replace" -> "-/+";
            case "delete" -> "-";
            default -> "~";
        };
    }

    private static void connections(String sign, Map<?, ?> reachability, String which, StringBuilder text) {
        if (reachability.get(which) instanceof List<?> all) {
            all.forEach(each -> {
                if (each instanceof Map<?, ?> connection) {
                    text.append(sign)
                            .append(' ')
                            .append(word(connection, "from"))
                            .append(" -> ")
                            .append(word(connection, "to"))
                            .append(' ')
                            .append(word(connection, "ports"))
                            .append('\n');
                }
            });
        }
    }

    private static String word(Map<?, ?> tree, String key) {
        Object value = tree.get(key);
        return value == null ? "" : Printable.of(value.toString());
    }
}
