package io.podseg.e2e;

import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Packet counters that know nothing of podseg: at the end of the node's hooks, on the bridges, and at receivers. */
final class PacketWatch {
    private static final Path RULES = Path.of("src/test/resources/lab/packets").toAbsolutePath();
    private static final Pattern TUPLE =
            Pattern.compile("([0-9a-f.:]+) \\. ([0-9a-f.:]+) \\. (tcp|udp) \\. (\\d+) counter packets (\\d+) ");
    private static final Pattern BEGAN = Pattern.compile("([0-9.]+) \\. (\\d+) counter packets (\\d+) ");
    private static final Pattern MARKED = Pattern.compile("([0-9.]+) \\. (\\d+) \\. (\\d+) counter packets ");
    private static final Pattern COUNTER = Pattern.compile("counter (\\w+) \\{\\s*packets (\\d+) ");

    private final Lab lab;

    PacketWatch(Lab lab) {
        this.lab = lab;
        lab.at(lab.bridges(), "nft", "-f", RULES.resolve("watch.nft").toString())
                .ok();
        lab.outside("nft", "-f", RULES.resolve("arrivals.nft").toString()).ok();
    }

    /** Who sent what to whom. */
    record Flow(String source, String destination, String protocol, int port) {}

    /** Who sent to which port. */
    record Marked(String source, int port) {}

    /** Packets allowed and forbidden that arrived somewhere. */
    record Arrivals(long allowed, long forbidden) {}

    /** Counts in a container's network namespace from now on. */
    void watch(String container) {
        lab.run(inside(container, "nft", "-f", RULES.resolve("arrivals.nft").toString()))
                .ok();
    }

    /** A command in a container's network namespace. */
    String[] inside(String container, String... argv) {
        String pid = lab.podman("inspect", "--format", "{{.State.Pid}}", container)
                .ok()
                .text();
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", pid, "-n"));
        all.addAll(List.of(argv));
        return all.toArray(String[]::new);
    }

    /** What pods and the outside sent towards the node. */
    Map<Flow, Long> tried() {
        return flows("tried4", "tried6");
    }

    /** What went on from there to a pod, the node or the outside. */
    Map<Flow, Long> passed() {
        return flows("passed4", "passed6");
    }

    /**
     * Addresses of containers that sent datagrams from a port. What they send to a network whose bridge is not there yet goes outside
     * in the node's name, and comes back in it: the node is not one of them.
     */
    long began(int port) {
        return BEGAN.matcher(set("began"))
                .results()
                .filter(found -> Integer.parseInt(found.group(2)) == port)
                .filter(found -> !found.group(1).equals(Lab.NODE))
                .count();
    }

    /** Datagrams that were sent from a port and passed: their sources and destination ports. */
    List<Marked> marked(int port) {
        return MARKED.matcher(set("marked"))
                .results()
                .filter(found -> Integer.parseInt(found.group(2)) == port)
                .map(found -> new Marked(found.group(1), Integer.parseInt(found.group(3))))
                .toList();
    }

    /** Forgets what was counted by flow. */
    void forget() {
        for (String set : List.of("tried4", "tried6", "passed4", "passed6", "began", "marked")) {
            lab.at(lab.bridges(), "nft", "flush", "set", "inet", "watch", set).ok();
        }
    }

    /** Counts anew outside: before both bridges are there, what is sent to the other one goes that way. */
    void forgetOutside() {
        lab.outside("nft", "reset", "counters").ok();
    }

    Arrivals onBridges() {
        return arrivals(lab.at(lab.bridges(), "nft", "list", "counters", "table", "bridge", "watch"));
    }

    Arrivals outside() {
        return arrivals(lab.outside("nft", "list", "counters", "table", "inet", "watch"));
    }

    Arrivals at(String container) {
        return arrivals(lab.run(inside(container, "nft", "list", "counters", "table", "inet", "watch")));
    }

    private static Arrivals arrivals(Result listed) {
        Map<String, Long> counters = new TreeMap<>();
        COUNTER.matcher(listed.ok().stdout())
                .results()
                .forEach(found -> counters.put(found.group(1), Long.valueOf(found.group(2))));
        return new Arrivals(counters.getOrDefault("allowed", -1L), counters.getOrDefault("forbidden", -1L));
    }

    private Map<Flow, Long> flows(String... sets) {
        Map<Flow, Long> flows = new HashMap<>();
        for (String set : sets) {
            TUPLE.matcher(set(set))
                    .results()
                    .forEach(found -> flows.merge(
                            new Flow(found.group(1), found.group(2), found.group(3), Integer.parseInt(found.group(4))),
                            Long.valueOf(found.group(5)),
                            Long::sum));
        }
        return flows;
    }

    private String set(String name) {
        return lab.at(lab.bridges(), "nft", "list", "set", "inet", "watch", name)
                .ok()
                .stdout();
    }
}
