package io.podseg.host.look;

import io.podseg.audit.facts.CapabilityUse.Watch;
import io.podseg.audit.live.CapabilityBits;
import io.podseg.audit.live.Running;
import io.podseg.host.look.PerfEvent.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lets the kernel count which capabilities processes ask for and have, for a while (tracepoint capability:cap_capable, from Linux 6.14
 * on). The counters belong to podseg's process and end with it.
 */
final class CapabilityWatch {
    private static final List<String> PLACES = List.of("sys/kernel/tracing", "sys/kernel/debug/tracing");

    /** Counters at once; a process may have so many files open and more. */
    private static final int MOST = 4_000;

    private static final int ESRCH = 3;
    private static final long NANOS = 1_000_000_000;

    private final Path root;
    private final ProcFolder processes;

    /** @param root root folder of the host */
    CapabilityWatch(Path root, ProcFolder processes) {
        this.root = root;
        this.processes = processes;
    }

    /**
     * What was seen.
     *
     * @param watches by container what the kernel counted
     * @param blind why it did not count, as a sentence without a full stop; empty where it did
     */
    record Seen(Map<String, Watch> watches, String blind) {
        static Seen nothing(String why) {
            return new Seen(Map.of(), why);
        }
    }

    /**
     * Counts.
     *
     * @param containers by id of a container its processes
     * @param howLong zero for not at all
     */
    Seen watch(Map<String, List<Running.Process>> containers, Duration howLong) {
        if (howLong.isZero()) {
            return Seen.nothing("nobody watched; podseg audit --live --observe 1m does");
        }
        Optional<Integer> tracepoint = tracepoint();
        if (tracepoint.isEmpty() || !PerfEvent.possible()) {
            return Seen.nothing("this kernel does not tell which capabilities are used: there is no tracepoint"
                    + " capability/cap_capable below /sys/kernel/tracing (Linux 6.14 and newer, tracefs mounted)");
        }
        List<Counter> counters = new ArrayList<>();
        try {
            String problem = open(containers, tracepoint.get(), counters);
            return problem.isEmpty() ? count(counters, containers, howLong) : Seen.nothing(problem);
        } finally {
            counters.forEach(counter -> counter.event().close());
        }
    }

    private record Counter(String container, int capability, PerfEvent event) {}

    private Optional<Integer> tracepoint() {
        for (String place : PLACES) {
            try {
                return Optional.of(
                        Integer.parseInt(Files.readString(root.resolve(place + "/events/capability/cap_capable/id"))
                                .strip()));
            } catch (IOException | NumberFormatException e) {
                // The other place, then.
            }
        }
        return Optional.empty();
    }

    /** Why it cannot be counted; empty where it can. */
    private String open(Map<String, List<Running.Process>> containers, int tracepoint, List<Counter> counters) {
        for (Map.Entry<String, List<Running.Process>> container : containers.entrySet()) {
            for (Running.Process process : container.getValue()) {
                long possible = process.permitted()
                        | process.effective()
                        | (process.noNewPrivileges() ? 0 : process.bounding());
                for (long thread : processes.threads(process.number())) {
                    String problem = open(container.getKey(), thread, possible, tracepoint, counters);
                    if (!problem.isEmpty()) {
                        return problem;
                    }
                }
            }
        }
        return "";
    }

    private static String open(String container, long thread, long possible, int tracepoint, List<Counter> counters) {
        for (int capability = 0; capability < Long.SIZE; capability++) {
            if ((possible & 1L << capability) == 0) {
                continue;
            }
            if (counters.size() >= MOST) {
                return "there are too many threads to watch at once";
            }
            Opened opened = PerfEvent.open(tracepoint, thread, "cap==" + capability + "&&ret==0");
            if (opened.event().isEmpty()) {
                if (opened.error() == ESRCH) {
                    return "";
                }
                return "the kernel refused to count the use of capabilities (error " + opened.error()
                        + "; root with CAP_PERFMON may)";
            }
            counters.add(new Counter(container, capability, opened.event().get()));
        }
        return "";
    }

    private static Seen count(List<Counter> counters, Map<String, List<Running.Process>> containers, Duration howLong) {
        long began = System.nanoTime();
        try {
            Thread.sleep(howLong);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Map<String, TreeMap<String, Long>> used = new HashMap<>();
        containers.keySet().forEach(container -> used.put(container, new TreeMap<>()));
        for (Counter counter : counters) {
            long count = counter.event().count();
            if (count > 0) {
                used.computeIfAbsent(counter.container(), id -> new TreeMap<>())
                        .merge(CapabilityBits.name(counter.capability()), count, Long::sum);
            }
        }
        long seconds = (System.nanoTime() - began + NANOS - 1) / NANOS;
        Map<String, Watch> watches = new HashMap<>();
        used.forEach((container, counts) -> watches.put(container, new Watch(seconds, counts)));
        return new Seen(watches, "");
    }
}
