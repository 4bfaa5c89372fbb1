package io.podseg.manifest.check;

import java.util.Arrays;
import java.util.Optional;

/** Ranges of processors and memory nodes such as {@code 0-2,4}, whose form is known to be right. */
public final class NumberRanges {
    private NumberRanges() {}

    /** The first range that ends before it begins: the kernel takes none (cpuset(7)), and the container would not start. */
    public static Optional<String> backward(String ranges) {
        return Arrays.stream(ranges.split(",", -1))
                .filter(range -> {
                    String[] ends = range.split("-", 2);
                    return ends.length == 2 && Integer.parseInt(ends[0]) > Integer.parseInt(ends[1]);
                })
                .findFirst();
    }
}
