package io.podseg.model;

import java.util.Comparator;

/**
 * A place in a manifest.
 *
 * @param file path as the user gave it, or the name of what is in no file
 * @param line line, from 1; 0 where there is no file
 * @param column column, from 1
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
    private static final Comparator<Position> ORDER = Comparator.comparing(Position::file)
            .thenComparingInt(Position::line)
            .thenComparingInt(Position::column);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    /** Something that is in no file, by its name. */
    public static Position of(String name) {
        return new Position(name, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
