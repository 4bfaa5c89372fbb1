package io.podseg.cli;

import java.util.ArrayList;
import java.util.List;

/** A table of left-aligned columns, two blanks between them. */
final class Columns {
    private final List<List<String>> rows = new ArrayList<>();
    private final Paint paint;

    Columns(Paint paint, String... header) {
        this.paint = paint;
        rows.add(List.of(header));
    }

    /** Adds a row; as many cells as the header has. */
    void row(String... cells) {
        rows.add(java.util.Arrays.stream(cells).map(Printable::of).toList());
    }

    String render() {
        StringBuilder out = new StringBuilder();
        int columns = rows.getFirst().size();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(cell);
                if (i < columns - 1) {
                    line.append(" ".repeat(width(i) - cell.length() + 2));
                }
            }
            String text = line.toString().stripTrailing();
            out.append(row == rows.getFirst() ? paint.bold(text) : text).append('\n');
        }
        return out.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
