package io.podseg.cli;

import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.ReachabilityTable.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A reachability table for people: who opens connections as rows, who accepts them and at which port as columns. Where the names
 * of the destinations do not fit side by side, the columns are numbered and a list says what each number stands for; where even
 * these do not fit, the columns are shown in several parts.
 */
final class Grid {
    /** Where the width is not limited by a terminal: what an editor or a pager shows well. */
    static final int PAGE = 160;

    private static final String GAP = "  ";
    private static final String NUMBERED_GAP = " ";

    private final List<String> sources;
    private final List<Column> columns;
    private final Map<String, Map<Column, Boolean>> allowed = new HashMap<>();
    private final Marks marks;
    private final Paint paint;
    private final int sourceWidth;

    /** A port of a destination. */
    private record Column(String to, int port, Protocol protocol) {
        static Column of(Row row) {
            return new Column(row.to(), row.port(), row.protocol());
        }

        /** {@code 80}, or {@code 53/UDP} for what is not TCP. */
        String portText() {
            return protocol == Protocol.TCP ? Integer.toString(port) : port + "/" + protocol;
        }
    }

    /**
     * Signs for the cells.
     *
     * @param yes allowed
     * @param no denied
     * @param self a pod and itself
     */
    record Marks(String yes, String no, String self) {
        static final Marks UNICODE = new Marks("✓", "·", "–");
        static final Marks ASCII = new Marks("Y", ".", "-");
    }

    Grid(ReachabilityTable table, Marks marks, Paint paint) {
        this.marks = marks;
        this.paint = paint;
        TreeSet<String> from = new TreeSet<>();
        for (Row row : table.rows()) {
            from.add(row.from());
            allowed.computeIfAbsent(row.from(), key -> new HashMap<>()).put(Column.of(row), row.allowed());
        }
        this.sources = List.copyOf(from);
        this.columns = columns(table);
        this.sourceWidth = from.stream().mapToInt(String::length).max().orElse(0);
    }

    private static List<Column> columns(ReachabilityTable table) {
        Map<String, TreeSet<ReachabilityTable.Port>> ports = new java.util.TreeMap<>();
        for (Row row : table.rows()) {
            ports.computeIfAbsent(row.to(), key -> new TreeSet<>())
                    .add(new ReachabilityTable.Port(row.port(), row.protocol()));
        }
        List<Column> columns = new ArrayList<>();
        ports.forEach((to, all) -> all.forEach(port -> columns.add(new Column(to, port.number(), port.protocol()))));
        return columns;
    }

    /** The table, its legend and a count; at most so many columns of text wide where that is possible. */
    String render(int width) {
        if (columns.isEmpty()) {
            return "No pod declares a port; name some with --port.\n";
        }
        int limit = Math.min(width, PAGE);
        String named = named();
        StringBuilder out = new StringBuilder(widest(named) <= limit ? named : numbered(limit));
        out.append('\n').append(legend());
        return out.toString();
    }

    private int widest(String text) {
        return text.lines().mapToInt(Grid::visible).max().orElse(0);
    }

    /** Length without colour codes. */
    private static int visible(String line) {
        return line.replaceAll("\u001b\\[[0-9;]*m", "").length();
    }

    private String named() {
        Map<String, List<Column>> groups = new LinkedHashMap<>();
        columns.forEach(column ->
                groups.computeIfAbsent(column.to(), key -> new ArrayList<>()).add(column));
        List<Integer> widths = new ArrayList<>();
        StringBuilder names = new StringBuilder(pad("from \\ to", Math.max(sourceWidth, 9)));
        groups.forEach((to, group) -> {
            int first = widths.size();
            int total = 0;
            for (Column column : group) {
                widths.add(column.portText().length());
                total += column.portText().length() + GAP.length();
            }
            int missing = to.length() + GAP.length() - total;
            if (missing > 0) {
                widths.set(widths.size() - 1, widths.getLast() + missing);
            }
            int span = widths.subList(first, widths.size()).stream()
                            .mapToInt(each -> each + GAP.length())
                            .sum()
                    - GAP.length();
            names.append(GAP).append(pad(to, span));
        });
        StringBuilder out = new StringBuilder(paint.bold(names.toString().stripTrailing())).append('\n');
        out.append(paint.dim(line("", columns, widths, GAP, Column::portText).stripTrailing()))
                .append('\n');
        sources.forEach(
                source -> out.append(cells(source, columns, widths, GAP)).append('\n'));
        return out.toString();
    }

    private String numbered(int limit) {
        int digits = Integer.toString(columns.size()).length();
        StringBuilder out = new StringBuilder(paint.bold("to")).append('\n');
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            out.append(paint.dim(String.format("%" + digits + "d", i + 1)))
                    .append(GAP)
                    .append(column.to())
                    .append(':')
                    .append(column.portText())
                    .append('\n');
        }
        int room = Math.max(1, (limit - Math.max(sourceWidth, 4)) / (digits + NUMBERED_GAP.length()));
        for (int start = 0; start < columns.size(); start += room) {
            List<Column> part = columns.subList(start, Math.min(columns.size(), start + room));
            out.append('\n').append(part(part, start, digits));
        }
        return out.toString();
    }

    private String part(List<Column> part, int start, int digits) {
        List<Integer> widths = part.stream().map(column -> digits).toList();
        StringBuilder out = new StringBuilder(paint.bold(pad("from", Math.max(sourceWidth, 4))));
        for (int i = 0; i < part.size(); i++) {
            out.append(NUMBERED_GAP).append(paint.dim(pad(Integer.toString(start + i + 1), digits)));
        }
        out.append('\n');
        sources.forEach(
                source -> out.append(cells(source, part, widths, NUMBERED_GAP)).append('\n'));
        return out.toString();
    }

    private String cells(String source, List<Column> part, List<Integer> widths, String gap) {
        StringBuilder out = new StringBuilder(pad(source, Math.max(sourceWidth, gap.equals(GAP) ? 9 : 4)));
        for (int i = 0; i < part.size(); i++) {
            String mark = mark(source, part.get(i));
            boolean last = i == part.size() - 1;
            String padding = last ? "" : " ".repeat(widths.get(i) - mark.length());
            out.append(gap).append(painted(mark)).append(padding);
        }
        return out.toString();
    }

    private interface Text {
        String of(Column column);
    }

    private String line(String name, List<Column> part, List<Integer> widths, String gap, Text text) {
        StringBuilder out = new StringBuilder(pad(name, Math.max(sourceWidth, 9)));
        for (int i = 0; i < part.size(); i++) {
            out.append(gap).append(pad(text.of(part.get(i)), widths.get(i)));
        }
        return out.toString();
    }

    private String mark(String source, Column column) {
        Boolean answer = allowed.getOrDefault(source, Map.of()).get(column);
        if (answer == null) {
            return " ";
        }
        if (source.equals(column.to())) {
            return marks.self();
        }
        return answer ? marks.yes() : marks.no();
    }

    private String painted(String mark) {
        return mark.equals(marks.yes()) ? paint.green(mark) : paint.dim(mark);
    }

    private String legend() {
        long all = 0;
        long open = 0;
        for (String source : sources) {
            for (Column column : columns) {
                String mark = mark(source, column);
                all += mark.equals(marks.yes()) || mark.equals(marks.no()) ? 1 : 0;
                open += mark.equals(marks.yes()) ? 1 : 0;
            }
        }
        return painted(marks.yes()) + " allowed   " + painted(marks.no()) + " denied   " + painted(marks.self())
                + " itself      " + open + " of " + Printable.count(all, "connection") + " allowed\n";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
