package io.podseg.plan;

import io.podseg.model.Hidden;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Connection;
import io.podseg.state.Attachment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A plan for people: a block for each object, then which connections open and close, then the summary line. Colour repeats
 * what the symbols say, it never says anything alone.
 */
public final class PlanText {
    private static final int MAX_VALUE = 160;
    private static final int MAX_PATH = 60;
    private static final int MAX_CONNECTIONS = 40;

    private final StringBuilder out = new StringBuilder();
    private final boolean color;

    private PlanText(boolean color) {
        this.color = color;
    }

    /** The whole text, ending with a line feed. */
    public static String render(Plan plan, boolean color) {
        PlanText text = new PlanText(color);
        plan.changes().forEach(text::change);
        plan.kept().forEach(text::kept);
        text.reachability(plan);
        text.summary(plan);
        return text.out.toString();
    }

    /** Symbol of a change: drift is told apart from what the manifests changed. */
    public static String symbol(Header header) {
        return header.drift() ? "!" : header.action().symbol();
    }

    private void change(Change change) {
        Header header = change.header();
        String symbol = symbol(header);
        String title = paint(header, symbol + " " + clean(header.key().toString()));
        out.append(title).append(remark(header)).append('\n');
        int width = header.fields().stream()
                .mapToInt(field -> clean(field.path()).length())
                .max()
                .orElse(0);
        for (FieldChange field : header.fields()) {
            field(header, field, Math.min(width, MAX_PATH));
        }
        if (change instanceof Change.Conflict conflict) {
            out.append("    ").append(clean(conflict.message())).append('\n');
        }
        if (change instanceof Change.Rollout rollout) {
            rollout.create().forEach(pod -> pod("+", GREEN, pod.key(), pod.attachments()));
            rollout.retire().forEach(pod -> pod("-", RED, pod.key(), pod.attachments()));
        }
        if (!header.fields().isEmpty() || change instanceof Change.Rollout) {
            out.append('\n');
        }
    }

    private void pod(String symbol, String code, ObjectKey key, List<Attachment> attachments) {
        String addresses = attachments.stream()
                .flatMap(attachment -> attachment.addresses().stream())
                .map(Ip::toString)
                .collect(Collectors.joining(" "));
        out.append("    ")
                .append(painted(code, symbol + " " + clean(key.toString())))
                .append(addresses.isEmpty() ? "" : "  " + addresses)
                .append('\n');
    }

    private void kept(KeptObject kept) {
        out.append("  ")
                .append(clean(kept.key().toString()))
                .append("  (")
                .append(clean(kept.reason()))
                .append(")\n");
    }

    private static String remark(Header header) {
        String what = header.drift()
                ? switch (header.action()) {
                    case ADD -> "will be put back";
                    case UPDATE -> "will be repaired";
                    case REPLACE -> "will be replaced";
                    case DELETE -> "will be removed";
                }
                : switch (header.action()) {
                    case ADD, UPDATE, DELETE -> "";
                    case REPLACE -> "must be replaced";
                };
        String reason = clean(header.reason());
        if (what.isEmpty() && reason.isEmpty()) {
            return "";
        }
        return "  (" + what + (what.isEmpty() || reason.isEmpty() ? "" : ": ") + reason + ")";
    }

    private void field(Header header, FieldChange field, int width) {
        String path = clean(field.path());
        String pad = " ".repeat(Math.max(0, width - path.length()));
        String value;
        if (header.action() == Action.ADD && field.before().isEmpty()) {
            value = shown(header, field.after());
        } else {
            value = shown(header, field.before()) + " -> " + shown(header, field.after());
        }
        out.append("    ").append(path).append(pad).append("  ").append(value).append('\n');
    }

    private static String shown(Header header, Optional<String> value) {
        if (value.isEmpty()) {
            return "(none)";
        }
        if (header.key().kind().equals("Secret") || value.get().startsWith("secret podseg_")) {
            return "(secret)";
        }
        String text = value.get().isEmpty() ? "\"\"" : clean(value.get());
        return text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "..." : text;
    }

    private void reachability(Plan plan) {
        List<Connection> opened = plan.reachability().opened();
        List<Connection> closed = plan.reachability().closed();
        if (opened.isEmpty() && closed.isEmpty() && plan.cut() == 0) {
            return;
        }
        if (out.length() > 0 && !out.toString().endsWith("\n\n")) {
            out.append('\n');
        }
        out.append("Reachability: connections that would ")
                .append(opened.isEmpty() ? "close (-)" : closed.isEmpty() ? "open (+)" : "open (+) and close (-)")
                .append('\n');
        int from = width(opened, closed, true);
        int to = width(opened, closed, false);
        opened.stream().limit(MAX_CONNECTIONS).forEach(connection -> connection("+", GREEN, connection, from, to));
        more("+", opened);
        closed.stream().limit(MAX_CONNECTIONS).forEach(connection -> connection("-", RED, connection, from, to));
        more("-", closed);
        if (plan.cut() > 0) {
            out.append("  ")
                    .append(plan.cut())
                    .append(
                            plan.cut() == 1
                                    ? " connection that is open now is cut\n"
                                    : " connections that are open now are cut\n");
        }
        out.append('\n');
    }

    private void more(String symbol, List<Connection> connections) {
        if (connections.size() > MAX_CONNECTIONS) {
            out.append("  ")
                    .append(symbol)
                    .append(" and ")
                    .append(connections.size() - MAX_CONNECTIONS)
                    .append(" more; -o json has them all\n");
        }
    }

    private static int width(List<Connection> opened, List<Connection> closed, boolean from) {
        return java.util.stream.Stream.concat(opened.stream(), closed.stream())
                .mapToInt(connection ->
                        clean(from ? connection.from() : connection.to()).length())
                .max()
                .orElse(0);
    }

    private void connection(String symbol, String code, Connection connection, int from, int to) {
        String line = "  " + symbol + " " + padded(connection.from(), from) + " -> " + padded(connection.to(), to)
                + "  " + clean(connection.ports());
        out.append(painted(code, line.stripTrailing())).append('\n');
    }

    private static String padded(String text, int width) {
        String clean = clean(text);
        return clean + " ".repeat(Math.max(0, width - clean.length()));
    }

    private void summary(Plan plan) {
        Summary summary = plan.summary();
        if (plan.isEmpty()) {
            out.append(
                    plan.kept().isEmpty()
                            ? "No changes. The host is as the manifests say.\n"
                            : "No changes. Everything else is as it should be.\n");
            return;
        }
        if (out.length() > 0 && !out.toString().endsWith("\n\n")) {
            out.append('\n');
        }
        out.append(painted(
                        BOLD,
                        "Plan: " + summary.add() + " to add, " + summary.change() + " to change, " + summary.replace()
                                + " to replace, " + summary.delete() + " to delete."))
                .append('\n');
    }

    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String RED = "31";
    private static final String MAGENTA = "35";
    private static final String BOLD = "1";

    private String paint(Header header, String text) {
        if (header.drift()) {
            return painted(MAGENTA, text);
        }
        return painted(
                switch (header.action()) {
                    case ADD -> GREEN;
                    case UPDATE, REPLACE -> YELLOW;
                    case DELETE -> RED;
                },
                text);
    }

    private String painted(String code, String text) {
        return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Values come from manifests: nothing in them may reach the terminal as a control sequence. */
    static String clean(String text) {
        return Hidden.escape(text);
    }
}
