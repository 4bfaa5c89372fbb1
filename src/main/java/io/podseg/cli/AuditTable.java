package io.podseg.cli;

import io.podseg.audit.About;
import io.podseg.audit.Finding;
import io.podseg.audit.Report;
import io.podseg.audit.Severity;
import io.podseg.model.Position;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What an audit found, for people: the worst first, each remedy once. */
final class AuditTable {
    /** Findings have a line of their own where the other columns leave less. */
    private static final int LEAST = 40;

    private static final String INDENT = "    ";

    private final Paint paint;
    private final int width;

    /**
     * A table.
     *
     * @param width columns of the terminal
     */
    AuditTable(Paint paint, int width) {
        this.paint = paint;
        this.width = Math.max(width, LEAST);
    }

    String render(Report report) {
        StringBuilder out = new StringBuilder();
        List<Finding> open = report.open();
        if (!open.isEmpty()) {
            out.append(table(open)).append('\n').append(remedies(report)).append('\n');
        }
        if (!report.exempt().isEmpty()) {
            out.append(exempt(report.exempt())).append('\n');
        }
        return out.append(summary(report)).append('\n').toString();
    }

    private String table(List<Finding> open) {
        List<Row> rows = open.stream()
                .sorted(Comparator.comparing(Finding::severity).thenComparing(Comparator.naturalOrder()))
                .map(finding -> new Row(
                        List.of(
                                finding.severity().word(),
                                finding.check(),
                                finding.subject().toString(),
                                finding.position().map(Position::toString).orElse("live")),
                        List.of(finding.message())))
                .toList();
        return render(List.of("SEVERITY", "ID", "OBJECT", "PLACE"), "FINDING", rows);
    }

    private String exempt(List<Finding> exempt) {
        List<Row> rows = exempt.stream()
                .map(finding -> new Row(
                        List.of(finding.check(), finding.subject().toString()),
                        List.of(
                                finding.message(),
                                "because: " + finding.exemption().orElse(""))))
                .toList();
        return render(List.of("EXEMPT", "OBJECT"), "FINDING", rows);
    }

    /**
     * A row.
     *
     * @param cells short ones
     * @param texts long ones, which are folded below each other
     */
    private record Row(List<String> cells, List<String> texts) {}

    private String render(List<String> header, String last, List<Row> rows) {
        Columns columns = new Columns(Paint.PLAIN, header.toArray(String[]::new));
        rows.forEach(row -> columns.row(row.cells().toArray(String[]::new)));
        List<String> lines = columns.render().lines().toList();
        int used = lines.stream().mapToInt(String::length).max().orElse(0) + 2;
        boolean beside = width - used >= LEAST;
        StringBuilder out = new StringBuilder(
                        paint.bold(beside ? pad(lines.getFirst(), used) + last : lines.getFirst()))
                .append('\n');
        for (int i = 0; i < rows.size(); i++) {
            String before = beside ? pad(lines.get(i + 1), used) : lines.get(i + 1) + "\n" + INDENT;
            for (String text : rows.get(i).texts()) {
                for (String line : Folded.lines(Printable.of(text), beside ? width - used : width - INDENT.length())) {
                    out.append(before).append(line).append('\n');
                    before = beside ? " ".repeat(used) : INDENT;
                }
            }
        }
        return out.toString();
    }

    private static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }

    private String remedies(Report report) {
        Set<String> met = report.open().stream().map(Finding::check).collect(Collectors.toSet());
        StringBuilder out = new StringBuilder(paint.bold("What to do")).append('\n');
        for (About check : report.checks()) {
            if (met.contains(check.id())) {
                String before = check.id() + "  ";
                for (String line : Folded.lines(check.title() + ": " + check.remedy(), width - before.length())) {
                    out.append(before).append(line).append('\n');
                    before = " ".repeat(before.length());
                }
            }
        }
        return out.toString();
    }

    private static String summary(Report report) {
        String looked = Printable.count(report.checks().size(), "check") + " of "
                + Printable.count(report.subjects(), "object");
        String exempt = report.exempt().isEmpty() ? "" : ", " + report.exempt().size() + " exempt";
        if (report.open().isEmpty()) {
            return "Nothing found" + exempt + " (" + looked + ").";
        }
        String counts = Arrays.stream(Severity.values())
                .filter(severity -> report.count(severity) > 0)
                .map(severity -> report.count(severity) + " " + severity.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return Printable.count(report.open().size(), "finding") + ": " + counts + exempt + " (" + looked + ").";
    }
}
