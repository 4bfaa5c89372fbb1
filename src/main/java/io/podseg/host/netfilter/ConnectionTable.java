package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.reconcile.HostException;
import io.podseg.state.ConntrackText;
import io.podseg.state.TrackedConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernel's table of open connections, through conntrack(8). */
final class ConnectionTable {
    /** {@code 2: eth0    inet 203.0.113.1/24 scope …} as {@code ip -o address} prints it. */
    private static final Pattern ADDRESS = Pattern.compile(" inet6? ([0-9a-fA-F.:]+)[/ ]");

    /** Lines for one process: with 100,000 entries a line takes 0.2 s (tried), and a command's time is limited. */
    private static final int LINES = 100;

    private static final List<String> DELETE = List.of("conntrack", "-R", "/dev/stdin");
    private static final int ATTEMPTS = 20;

    private final CommandRunner runner;

    ConnectionTable(CommandRunner runner) {
        this.runner = runner;
    }

    List<TrackedConnection> list(boolean ipv6) throws HostException {
        Set<Ip> local = local();
        List<TrackedConnection> connections = new ArrayList<>();
        for (Family family : Family.values()) {
            if (family == Family.V4 || ipv6) {
                String name = family == Family.V4 ? "ipv4" : "ipv6";
                connections.addAll(
                        ConntrackText.parse(run(List.of("conntrack", "-L", "-f", name), ""), local::contains));
            }
        }
        return connections;
    }

    /** Deletes entries; one that has ended by itself meanwhile is no error. */
    void delete(List<TrackedConnection> connections) throws HostException {
        delete(connections.stream().map(ConntrackText::delete));
    }

    /** Deletes every entry of these addresses. */
    void forget(Set<Ip> addresses) throws HostException {
        delete(addresses.stream().map(ConntrackText::forget).flatMap(List::stream));
    }

    private void delete(Stream<String> lines) throws HostException {
        List<String> all = lines.distinct().toList();
        for (int from = 0; from < all.size(); from += LINES) {
            List<String> some = all.subList(from, Math.min(all.size(), from + LINES));
            deleteSome(String.join("\n", some) + "\n");
        }
    }

    /**
     * The program reads the table and then deletes, and gives up where an entry has ended by itself in between. What it has done
     * by then is done, so it is asked again.
     */
    private void deleteSome(String lines) throws HostException {
        Result result = runner.run(DELETE, lines);
        for (int i = 1; i < ATTEMPTS && hasEnded(result); i++) {
            result = runner.run(DELETE, lines);
        }
        Complaint.outputOf(result, DELETE.getFirst(), List.of());
    }

    private static boolean hasEnded(Result result) {
        return result instanceof Exited exited
                && exited.exit() != 0
                && exited.stderr().contains("such conntrack doesn't exist");
    }

    private Set<Ip> local() throws HostException {
        Set<Ip> local = new HashSet<>();
        Matcher matcher = ADDRESS.matcher(run(List.of("ip", "-o", "address"), ""));
        while (matcher.find()) {
            Ip.parse(matcher.group(1)).ifPresent(local::add);
        }
        return local;
    }

    private String run(List<String> argv, String input) throws HostException {
        return Complaint.outputOf(runner.run(argv, input), argv.getFirst(), List.of());
    }
}
