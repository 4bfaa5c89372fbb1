package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HostException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
    private static final List<String> PORTS = List.of("ip", "-o", "link", "show", "type", "bridge_slave");
    private static final List<String> BRIDGES = List.of("ip", "-o", "link", "show", "type", "bridge");

    /** Number, name and the bridge. */
    private static final Pattern PORT = Pattern.compile("(?m)^(\\d+): ([^:@ ]+)(?:@[^:]*)?: .* master (\\S+) ");

    /** Number, name and the address. */
    private static final Pattern BRIDGE = Pattern.compile("(?m)^(\\d+): ([^:@ ]+):.* link/ether ([0-9a-f:]{17}) ");

    private static final Pattern FAILED = Pattern.compile("(?m)^Command failed -:(\\d+)");

    private final CommandRunner runner;

    /** Those that were given the address they had: once more would make the kernel ask for every pod's again. */
    private final Set<Link> steady = ConcurrentHashMap.newKeySet();

    BridgePorts(CommandRunner runner) {
        this.runner = runner;
    }

    /**
     * A port or a bridge.
     *
     * @param number its index; a link of the same name that comes later has another one
     * @param of a port's bridge, a bridge's address
     */
    private record Link(String number, String name, String of) {}

    /** Puts all ports of these bridges in hairpin mode. */
    void reflect(Set<String> bridges) throws HostException {
        List<Link> ports = links(PORTS, PORT).stream()
                .filter(port -> bridges.contains(port.of()))
                .toList();
        batch(ports, port -> "link set dev " + port.name() + " type bridge_slave hairpin on", PORTS, PORT);
    }

    /** Gives bridges the addresses that they have, for good; one that is not there yet is none of them. */
    void steady(Set<String> bridges) throws HostException {
        List<Link> fresh = links(BRIDGES, BRIDGE).stream()
                .filter(bridge -> bridges.contains(bridge.name()) && !steady.contains(bridge))
                .toList();
        batch(fresh, bridge -> "link set dev " + bridge.name() + " address " + bridge.of(), BRIDGES, BRIDGE);
        steady.addAll(fresh);
    }

    private List<Link> links(List<String> list, Pattern pattern) throws HostException {
        return pattern.matcher(Complaint.outputOf(runner.run(list, ""), "ip", List.of()))
                .results()
                .map(found -> new Link(found.group(1), found.group(2), found.group(3)))
                .toList();
    }

    /** A container that ends meanwhile takes its port along, or the last one the bridge: only what is still there can fail. */
    private void batch(List<Link> links, Function<Link, String> command, List<String> list, Pattern pattern)
            throws HostException {
        if (links.isEmpty()) {
            return;
        }
        List<String> lines = links.stream().map(command).toList();
        Result result = runner.run(List.of("ip", "-force", "-batch", "-"), String.join("\n", lines) + "\n");
        if (result instanceof Exited(int exit, String _, String _) && exit == 0) {
            return;
        }
        List<Link> failed = failed(result, links);
        if (failed.isEmpty() || !Collections.disjoint(failed, links(list, pattern))) {
            Complaint.outputOf(result, "ip", lines);
        }
    }

    /** Those that ip(8) says it failed at; none, too, where it failed as a whole. */
    private static List<Link> failed(Result result, List<Link> links) {
        return result instanceof Exited exited
                ? FAILED.matcher(exited.stderr())
                        .results()
                        .map(found -> links.get(Integer.parseInt(found.group(1)) - 1))
                        .toList()
                : List.of();
    }
}
