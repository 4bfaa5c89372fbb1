package io.podseg.state;

import java.util.BitSet;

/**
 * Processors or memory nodes.
 *
 * @param text numbers and ranges, such as {@code 0-2,4} (cpuset(7))
 */
public record NumberSet(String text) {
    /** The kernel knows fewer. */
    private static final int MOST = 65_536;

    /** Whether both have the same numbers. */
    boolean isSame(NumberSet other) {
        return numbers().equals(other.numbers());
    }

    private BitSet numbers() {
        BitSet numbers = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            String last = ends[ends.length - 1];
            if (ends[0].matches("[0-9]{1,5}") && last.matches("[0-9]{1,5}")) {
                int from = Integer.parseInt(ends[0]);
                numbers.set(from, Math.max(from, Math.min(MOST, Integer.parseInt(last)) + 1));
            }
        }
        return numbers;
    }

    @Override
    public String toString() {
        return text;
    }
}
