package io.podseg.audit.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Paths of the kernel's that Podman hides or makes read-only, in every version from 4.3 on. */
final class MaskedPaths {
    /** None of them is hidden. */
    static final String ALL = "ALL";

    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private MaskedPaths() {}

    /** Those that a container can see or write. */
    static List<String> missing(Configured configured) {
        if (configured.masked().isEmpty() && configured.readOnly().isEmpty()) {
            return List.of(ALL);
        }
        List<String> missing = new ArrayList<>(missing(MASKED, configured.masked()));
        missing.addAll(missing(READ_ONLY, configured.readOnly()));
        return missing;
    }

    private static List<String> missing(List<String> usual, Set<String> there) {
        return usual.stream().filter(path -> !there.contains(path)).toList();
    }
}
