package io.podseg.state;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code /proc/PID/cgroup} says (cgroups(7)). */
public final class ControlGroupText {
    private ControlGroupText() {}

    /**
     * The control groups of a container, from those of one of its processes. Lines of other groups are passed over: another process
     * may have the number by now, and Podman may count processes otherwise than podseg.
     *
     * @return by controller, and by the empty word for version 2, the group's folder relative to where control groups are mounted
     */
    public static SortedMap<String, String> folders(String text, String containerId) {
        TreeMap<String, String> folders = new TreeMap<>();
        for (String line : text.lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3 || !parts[2].contains(containerId)) {
                continue;
            }
            // Podman's runtime may put the process one group below that of the container.
            int end = parts[2].indexOf('/', parts[2].indexOf(containerId));
            String own = parts[2].substring(1, end < 0 ? parts[2].length() : end);
            String folder = parts[1].isEmpty() ? own : parts[1] + "/" + own;
            for (String controller : List.of(parts[1].split(",", -1))) {
                folders.put(controller, folder);
            }
        }
        return folders;
    }
}
