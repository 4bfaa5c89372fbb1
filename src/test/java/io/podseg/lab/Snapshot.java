package io.podseg.lab;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What podseg could have changed on a host, as text that can be compared: two snapshots are equal where nothing happened.
 *
 * @param rules every table of iptables, without counters
 * @param rules6 every table of ip6tables, without counters
 * @param sets every ipset with its members
 * @param networks Podman's networks in full, without the default one
 * @param containers identity, state and start of every container
 * @param pods identity and state of every pod
 * @param volumes names of volumes
 * @param secrets names of secrets
 * @param links names and addresses of the network interfaces
 */
public record Snapshot(
        List<String> rules,
        List<String> rules6,
        List<String> sets,
        String networks,
        List<String> containers,
        List<String> pods,
        List<String> volumes,
        List<String> secrets,
        List<String> links) {
    private static final Pattern COUNTER = Pattern.compile("\\[\\d+:\\d+\\]");

    /** Without the default network: nobody made it, and its time of creation is always now. */
    private static final String OWN_NETWORKS =
            "for n in $(podman network ls -q | sort); do [ $n = podman ] || podman network inspect $n; done";

    public Snapshot {
        rules = List.copyOf(rules);
        rules6 = List.copyOf(rules6);
        sets = List.copyOf(sets);
        containers = List.copyOf(containers);
        pods = List.copyOf(pods);
        volumes = List.copyOf(volumes);
        secrets = List.copyOf(secrets);
        links = List.copyOf(links);
    }

    static Snapshot of(Lab lab) {
        return new Snapshot(
                rules(lab.run("iptables-save").ok()),
                rules(lab.run("ip6tables-save").ok()),
                lab.run("ipset", "save").ok().lines(),
                lab.run("sh", "-c", OWN_NETWORKS).ok().stdout(),
                containers(lab),
                sorted(lab.podman("pod", "ps", "--no-trunc", "--format", "{{.ID}} {{.Name}} {{.Status}}")),
                sorted(lab.podman("volume", "ls", "-q")),
                sorted(lab.podman("secret", "ls", "--format", "{{.ID}} {{.Name}}")),
                sorted(lab.run("sh", "-c", "ip -o address | awk '{print $2, $3, $4}'")));
    }

    /** Rule lines without the times and counters that change by themselves. */
    private static List<String> rules(Result saved) {
        return saved.lines().stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> COUNTER.matcher(line).replaceAll("[0:0]"))
                .toList();
    }

    private static List<String> containers(Lab lab) {
        var format = "{{.ID}} {{.Name}} {{.State.Status}} {{.State.StartedAt}} {{.RestartCount}}";
        var inspect = "ids=$(podman ps -aq); [ -z \"$ids\" ] || podman inspect --format '" + format + "' $ids";
        return sorted(lab.run("sh", "-c", inspect));
    }

    private static List<String> sorted(Result result) {
        return result.ok().lines().stream().sorted().toList();
    }
}
