package io.podseg.audit.live;

import io.podseg.audit.facts.CapabilityUse;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** What became of the capabilities that a container was granted. */
final class UseReading {
    private UseReading() {}

    static CapabilityUse of(SortedSet<String> granted, Running running) {
        SortedSet<String> held = CapabilityBits.names(running.processes().stream()
                .mapToLong(process -> process.effective() | process.permitted())
                .reduce(0, (a, b) -> a | b));
        TreeMap<String, String> evident = new TreeMap<>(evidence(running));
        evident.keySet().retainAll(granted);
        return new CapabilityUse(running.processes().size(), held, evident, running.watch(), running.blind());
    }

    /** What must have been used when nobody watched. */
    private static TreeMap<String, String> evidence(Running running) {
        TreeMap<String, String> evident = new TreeMap<>();
        if (running.lowPorts()) {
            evident.put("NET_BIND_SERVICE", "it listens on a port that others may not open");
        }
        if (running.rawSockets()) {
            evident.put("NET_RAW", "it has raw sockets open");
        }
        if (several(running, Running.Process::uid)) {
            evident.put("SETUID", "its processes run as different users");
        }
        if (several(running, Running.Process::gid)) {
            evident.put("SETGID", "its processes run as different groups");
        }
        return evident;
    }

    private static boolean several(Running running, ToLongFunction<Running.Process> id) {
        Set<Long> ids = new TreeSet<>();
        running.processes().forEach(process -> ids.add(id.applyAsLong(process)));
        return ids.size() > 1;
    }
}
