package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports of bridges, through ip(8).
 *
 * <p>With packets of bridges passing iptables, what a pod sends to a published port of its own gets its new destination while it
 * is still on the bridge, and a bridge sends nothing back to where it came from unless the port is in hairpin mode.
 */
final class BridgePorts {
    private static final Pattern PORT = Pattern.compile("(?m)^\\d+: ([^:@ ]+)(?:@[^:]*)?: .* master (\\S+) ");

    private final CommandRunner runner;

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
        if (!lines.isEmpty()) {
            Result result = runner.run(List.of("ip", "-force", "-batch", "-"), String.join("\n", lines) + "\n");
            if (!isOnlyGone(result)) {
                Complaint.outputOf(result, "ip", lines);
            }
        }
    }

    /** A container that ended meanwhile took its port along. */
    private static boolean isOnlyGone(Result result) {
        return result instanceof Exited exited
                && exited.stderr()
                        .lines()
                        .allMatch(line -> line.contains("Cannot find device") || line.startsWith("Command failed"));
    }
}
