package io.podseg.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Ranges of ids in {@code /etc/subuid} or {@code /etc/subgid}, subuid(5).
 *
 * @param file path of the file
 * @param ranges in the order of the file
 * @param strange lines that nobody understands
 */
record SubordinateRanges(String file, List<Range> ranges, List<String> strange) {
    /** Where useradd(8) begins, and ids that Linux cannot have. */
    private static final long FIRST = 100_000;

    private static final long END = 1L << 32;

    SubordinateRanges {
        ranges = List.copyOf(ranges);
        strange = List.copyOf(strange);
    }

    /**
     * Ids of one owner.
     *
     * @param owner name or id
     * @param start the first
     * @param count how many
     */
    record Range(String owner, long start, long count) {
        long last() {
            return start + count - 1;
        }

        boolean overlaps(Range other) {
            return start <= other.last() && other.start <= last();
        }

        String text() {
            return start + "-" + last();
        }
    }

    /** Reads a file; none where it is missing. */
    static SubordinateRanges of(Examined host, String file) {
        List<Range> ranges = new ArrayList<>();
        List<String> strange = new ArrayList<>();
        host.read(file).stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> parse(line.strip()).ifPresentOrElse(ranges::add, () -> strange.add(line)));
        return new SubordinateRanges(file, ranges, strange);
    }

    private static Optional<Range> parse(String line) {
        String[] parts = line.split(":", -1);
        if (parts.length != 3 || parts[0].isEmpty() || !isNumber(parts[1]) || !isNumber(parts[2])) {
            return Optional.empty();
        }
        Range range = new Range(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        return range.count() < 1 || range.start() + range.count() > END ? Optional.empty() : Optional.of(range);
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,10}");
    }

    /** How many ids somebody has, by name or by id. */
    long count(String name, long id) {
        return ranges.stream()
                .filter(range -> range.owner().equals(name) || range.owner().equals(String.valueOf(id)))
                .mapToLong(Range::count)
                .sum();
    }

    /** The first id of so many that nobody has, behind all those that are given away. */
    static long free(List<SubordinateRanges> files, long count) {
        long behind = LongStream.concat(
                        LongStream.of(FIRST),
                        files.stream().flatMap(file -> file.ranges().stream()).mapToLong(range -> range.last() + 1))
                .max()
                .orElse(FIRST);
        return behind + count <= END ? behind : FIRST;
    }
}
