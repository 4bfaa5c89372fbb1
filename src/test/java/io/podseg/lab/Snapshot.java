package io.podseg.lab;

import java.util.ArrayList;
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
 * @param sysctls sysctls of bridges
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
        List<String> links,
        List<String> sysctls) {
    private static final Pattern COUNTER = Pattern.compile("\\[\\d+:\\d+\\]");

    /** Lines of a table without rules, chains or policies of anybody. */
    private static final Pattern NOTHING = Pattern.compile("\\*.*|COMMIT|:[A-Z]+ ACCEPT .*");

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
        sysctls = List.copyOf(sysctls);
    }

    /** What is not the same in a later snapshot, each with what it is part of; empty exactly where the two are equal. */
    public List<String> differences(Snapshot later) {
        var all = new ArrayList<String>();
        compare(all, "rules", rules, later.rules);
        compare(all, "rules6", rules6, later.rules6);
        compare(all, "sets", sets, later.sets);
        compare(
                all,
                "networks",
                networks.lines().toList(),
                later.networks.lines().toList());
        compare(all, "containers", containers, later.containers);
        compare(all, "pods", pods, later.pods);
        compare(all, "volumes", volumes, later.volumes);
        compare(all, "secrets", secrets, later.secrets);
        compare(all, "links", links, later.links);
        compare(all, "sysctls", sysctls, later.sysctls);
        return all;
    }

    private static void compare(List<String> all, String what, List<String> before, List<String> after) {
        if (before.equals(after)) {
            return;
        }
        int known = all.size();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> all.add(what + ", gone: " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> all.add(what + ", new: " + line));
        if (all.size() == known) {
            all.add(what + ", in another order or number: " + before + " and now " + after);
        }
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
                sorted(lab.run("sh", "-c", "ip -o address | awk '{print $2, $3, $4}'")),
                sorted(lab.run("sh", "-c", "grep -H . /proc/sys/net/bridge/*")));
    }

    /**
     * Rule lines without the times and counters that change by themselves, and without tables that hold nothing: looking at a
     * table is enough to make it.
     */
    private static List<String> rules(Result saved) {
        var all = new ArrayList<String>();
        var table = new ArrayList<String>();
        for (String line : saved.lines()) {
            if (!line.startsWith("#")) {
                table.add(COUNTER.matcher(line).replaceAll("[0:0]"));
            }
            if (line.equals("COMMIT")) {
                if (!table.stream().allMatch(NOTHING.asMatchPredicate())) {
                    all.addAll(table);
                }
                table.clear();
            }
        }
        return all;
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
