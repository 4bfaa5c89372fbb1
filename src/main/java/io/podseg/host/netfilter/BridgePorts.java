package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bridges and their ports, through ip(8).
 *
 * <p>A bridge has the lowest address of its ports as its own, and another one when that port goes, unless it was given one, be it
 * the one that it has. Podman does not give it one (netavark 1.4).
 *
 * <p>With packets of bridges passing iptables, what a pod sends to a published port of its own gets its new destination while it
 * is still on the bridge, and a bridge sends nothing back to where it came from unless the port is in hairpin mode.
 */
final class BridgePorts {
    private static final Pattern PORT = Pattern.compile("(?m)^\\d+: ([^:@ ]+)(?:@[^:]*)?: .* master (\\S+) ");

    private static final Pattern BRIDGE = Pattern.compile("(?m)^(\\d+: ([^:@ ]+)):.* link/ether ([0-9a-f:]{17}) ");

    private final CommandRunner runner;

    /** Number, name and address of those that were given it: once more would make the kernel ask for every pod's again. */
    private final Set<String> steady = ConcurrentHashMap.newKeySet();

    BridgePorts(CommandRunner runner) {
        this.runner = runner;
    }

    /** Puts all ports of these bridges in hairpin mode. */
    void reflect(Set<String> bridges) throws HostException {
        List<String> list = List.of("ip", "-o", "link", "show", "type", "bridge_slave");
        Matcher port = PORT.matcher(Complaint.outputOf(runner.run(list, ""), "ip", List.of()));
        List<String> lines = new ArrayList<>();
        while (port.find()) {
            if (bridges.contains(port.group(2))) {
                lines.add("link set dev " + port.group(1) + " type bridge_slave hairpin on");
            }
        }
        batch(lines);
    }

    /** Gives bridges the addresses that they have, for good; one that is not there yet is none of them. */
    void steady(Set<String> bridges) throws HostException {
        List<String> list = List.of("ip", "-o", "link", "show", "type", "bridge");
        Matcher bridge = BRIDGE.matcher(Complaint.outputOf(runner.run(list, ""), "ip", List.of()));
        Set<String> now = new HashSet<>();
        List<String> lines = new ArrayList<>();
        while (bridge.find()) {
            String known = bridge.group(1) + " " + bridge.group(3);
            if (bridges.contains(bridge.group(2)) && !steady.contains(known)) {
                lines.add("link set dev " + bridge.group(2) + " address " + bridge.group(3));
                now.add(known);
            }
        }
        batch(lines);
        steady.addAll(now);
    }

    private void batch(List<String> lines) throws HostException {
        if (!lines.isEmpty()) {
            Result result = runner.run(List.of("ip", "-force", "-batch", "-"), String.join("\n", lines) + "\n");
            if (!isOnlyGone(result)) {
                Complaint.outputOf(result, "ip", lines);
            }
        }
    }

    /** A container that ended meanwhile took its port along, or the last one the bridge. */
    private static boolean isOnlyGone(Result result) {
        return result instanceof Exited exited
                && exited.stderr()
                        .lines()
                        .allMatch(line -> line.contains("Cannot find device") || line.startsWith("Command failed"));
    }
}
