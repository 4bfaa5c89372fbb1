package io.podseg.host.cgroup;

import io.podseg.model.Hardening.Ulimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Limits of one process, as {@code /proc/PID/limits} tells them (proc_pid_limits(5)). */
public final class ProcessLimits {
    private static final Pattern LINE =
            Pattern.compile("Max (.+?) {2,}([0-9]{1,19}|unlimited) +([0-9]{1,19}|unlimited)\\b.*");

    /** The kernel's names by those of podman-run(1). */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("cpu time", "cpu"),
            Map.entry("file size", "fsize"),
            Map.entry("data size", "data"),
            Map.entry("stack size", "stack"),
            Map.entry("core file size", "core"),
            Map.entry("resident set", "rss"),
            Map.entry("processes", "nproc"),
            Map.entry("open files", "nofile"),
            Map.entry("locked memory", "memlock"),
            Map.entry("address space", "as"),
            Map.entry("file locks", "locks"),
            Map.entry("pending signals", "sigpending"),
            Map.entry("msgqueue size", "msgqueue"),
            Map.entry("nice priority", "nice"),
            Map.entry("realtime priority", "rtprio"),
            Map.entry("realtime timeout", "rttime"));

    private ProcessLimits() {}

    /** Those in a file of that name; nothing where they cannot be read. */
    public static List<Ulimit> read(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .flatMap(ProcessLimits::limit)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Stream<Ulimit> limit(Matcher line) {
        return Optional.ofNullable(NAMES.get(line.group(1))).stream()
                .map(name -> new Ulimit(name, number(line.group(2)), number(line.group(3))));
    }

    private static long number(String text) {
        return text.equals("unlimited") ? -1 : Long.parseUnsignedLong(text);
    }
}
