package io.podseg.host.podman;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Mount options of a volume in memory. Podman takes {@code size} for a quota of the disk, also where the volume is a tmpfs, and
 * refuses it; {@code nr_blocks} says the same in pages, and Podman hands it on (tried with 4.3.1).
 */
final class MemoryOptions {
    private static final Pattern SIZE = Pattern.compile("size=([0-9]{1,18})([kmg]?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PAGE = Pattern.compile("KernelPageSize: +([0-9]+) kB");
    private static final long KIBI = 1024;

    private MemoryOptions() {}

    /** The options with a size in pages of this host. */
    static String of(String options) {
        return of(options, pageSize());
    }

    static String of(String options, long page) {
        return Stream.of(options.split(","))
                .map(option -> inPages(option, page))
                .collect(Collectors.joining(","));
    }

    private static String inPages(String option, long page) {
        Matcher size = SIZE.matcher(option);
        if (!size.matches()) {
            return option;
        }
        int power =
                " kmg".indexOf((size.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0));
        long bytes = Long.parseLong(size.group(1));
        for (int i = 0; i < power; i++) {
            bytes *= KIBI;
        }
        return "nr_blocks=" + Math.ceilDiv(bytes, page);
    }

    private static long pageSize() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/smaps"))) {
            List<Long> sizes = lines.map(PAGE::matcher)
                    .filter(Matcher::find)
                    .limit(1)
                    .map(found -> Long.parseLong(found.group(1)) * KIBI)
                    .toList();
            return sizes.isEmpty() ? 4 * KIBI : sizes.getFirst();
        } catch (IOException | UncheckedIOException e) {
            return 4 * KIBI;
        }
    }
}
