package io.podseg.cli;

import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.ReachabilityTable.Row;
import io.podseg.reach.Compared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
    private final Map<String, Map<Column, Compared.Row>> rows = new HashMap<>();
    private final Marks marks;
    private final Paint paint;
    private final int sourceWidth;

    /** A port of a destination. */
    private record Column(String to, int port, Protocol protocol) {
        static Column of(Compared.Row row) {
            Row asked = row.declared();
            return new Column(Printable.of(asked.to()), asked.port(), asked.protocol());
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
     * @param open passes, and should not
     * @param shut does not pass, and should
     * @param unknown nobody can tell
     */
    record Marks(String yes, String no, String self, String open, String shut, String unknown) {
        static final Marks UNICODE = new Marks("✓", "·", "–", "!", "×", "?");
        static final Marks ASCII = new Marks("Y", ".", "-", "!", "x", "?");
    }

    Grid(Compared table, Marks marks, Paint paint) {
        this.marks = marks;
        this.paint = paint;
        TreeSet<String> from = new TreeSet<>();
        for (Compared.Row row : table.rows()) {
            String source = Printable.of(row.declared().from());
            from.add(source);
            rows.computeIfAbsent(source, key -> new HashMap<>()).put(Column.of(row), row);
        }
        this.sources = List.copyOf(from);
        this.columns = columns(table);
        this.sourceWidth = from.stream().mapToInt(String::length).max().orElse(0);
    }

    private static List<Column> columns(Compared table) {
        Map<String, TreeSet<ReachabilityTable.Port>> ports = new java.util.TreeMap<>();
        for (Row row : table.rows().stream().map(Compared.Row::declared).toList()) {
            ports.computeIfAbsent(Printable.of(row.to()), key -> new TreeSet<>())
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
        String named = leastWidth() <= limit ? named() : "";
        boolean fits = !named.isEmpty() && widest(named) <= limit;
        StringBuilder out = new StringBuilder(fits ? named : numbered(limit));
        out.append('\n').append(legend());
        return out.toString();
    }

    /** What the named form takes at least: a million cells are not drawn to find out that they are too many. */
    private int leastWidth() {
        return columns.stream()
                .mapToInt(column -> GAP.length() + column.portText().length())
                .sum();
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
        Compared.Row row = rows.getOrDefault(source, Map.of()).get(column);
        if (row == null) {
            return " ";
        }
        if (source.equals(column.to())) {
            return marks.self();
        }
        if (row.isDoubtful() && row.probed().isEmpty()) {
            return marks.unknown();
        }
        if (row.allowed() != row.declared().allowed()) {
            return row.allowed() ? marks.open() : marks.shut();
        }
        return row.allowed() ? marks.yes() : marks.no();
    }

    private String painted(String mark) {
        if (mark.equals(marks.yes())) {
            return paint.green(mark);
        }
        return mark.equals(marks.open()) || mark.equals(marks.shut()) || mark.equals(marks.unknown())
                ? paint.red(mark)
                : paint.dim(mark);
    }

    private String legend() {
        Map<String, Long> counts = sources.stream()
                .flatMap(source -> columns.stream().map(column -> mark(source, column)))
                .collect(Collectors.groupingBy(mark -> mark, Collectors.counting()));
        long open = counts.getOrDefault(marks.yes(), 0L) + counts.getOrDefault(marks.open(), 0L);
        long all = counts.entrySet().stream()
                .filter(entry -> !entry.getKey().isBlank() && !entry.getKey().equals(marks.self()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return painted(marks.yes()) + " allowed   " + painted(marks.no()) + " denied   " + painted(marks.self())
                + " itself      " + open + " of " + Printable.count(all, "connection") + " allowed\n"
                + special(counts, marks.open(), "passes, and the manifests deny it")
                + special(counts, marks.shut(), "does not pass, and the manifests allow it")
                + special(counts, marks.unknown(), "cannot be told");
    }

    private String special(Map<String, Long> counts, String mark, String meaning) {
        return counts.containsKey(mark) ? painted(mark) + " " + meaning + "\n" : "";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
