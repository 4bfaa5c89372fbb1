package io.podseg.doctor;

import io.podseg.doctor.SubordinateRanges.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Nobody's subordinate ids are anybody else's: where two users share ids, the containers of one own the files and processes of the
 * other's. Also: lines that nobody understands, and the ids from which root's Podman gives containers namespaces of their own.
 */
final class SubordinateOverlapCheck implements Check {
    /** User whose ids root's Podman hands out for {@code --userns=auto}; podman-run(1) proposes the range. */
    private static final String CONTAINERS = "containers";

    private static final String PROPOSED = CONTAINERS + ":2147483647:2147483648";

    @Override
    public List<Finding> look(Examined host) {
        List<Finding> findings = new ArrayList<>();
        for (String kind : List.of("uid", "gid")) {
            SubordinateRanges file = SubordinateRanges.of(host, "/etc/sub" + kind);
            int before = findings.size();
            file.strange()
                    .forEach(line -> findings.add(Finding.warn(
                            id(kind),
                            file.file() + " has a line that is no range: " + line,
                            "as root, make it name:first:count, or delete it")));
            overlaps(file, kind, findings);
            accounts(host, file, kind, findings);
            if (findings.size() == before && !file.ranges().isEmpty()) {
                findings.add(Finding.ok(id(kind), "no two ranges in " + file.file() + " overlap"));
            }
        }
        if (!host.user().rootless()) {
            findings.add(automatic(host));
        }
        return findings;
    }

    private static String id(String kind) {
        return "sub" + kind + "-ranges";
    }

    private static void overlaps(SubordinateRanges file, String kind, List<Finding> findings) {
        List<Range> ranges = file.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = i + 1; j < ranges.size(); j++) {
                Range one = ranges.get(i);
                Range two = ranges.get(j);
                if (one.overlaps(two) && !one.owner().equals(two.owner())) {
                    long free = SubordinateRanges.free(List.of(file), two.count());
                    findings.add(Finding.fail(
                            id(kind),
                            file.file() + ": " + one.owner() + " (" + one.text() + ") and " + two.owner() + " ("
                                    + two.text() + ") have ids in common",
                            "as root: " + moved(two, kind, free) + ", then as "
                                    + (two.owner().equals(CONTAINERS) ? "root" : two.owner())
                                    + ": podman system migrate (files in its containers and volumes keep the old ids:"
                                    + " podman system reset removes them)"));
                }
            }
        }
    }

    private static String moved(Range range, String kind, long free) {
        return range.owner().equals(CONTAINERS) || range.owner().matches("\\d+")
                ? "in /etc/sub" + kind + " write " + range.owner() + ":" + free + ":" + range.count()
                : "usermod --del-sub" + kind + "s " + range.text() + " --add-sub" + kind + "s " + free + "-"
                        + (free + range.count() - 1) + " " + range.owner();
    }

    /** A real user's id among somebody's subordinate ones. */
    private static void accounts(Examined host, SubordinateRanges file, String kind, List<Finding> findings) {
        String accounts = kind.equals("uid") ? "/etc/passwd" : "/etc/group";
        host.read(accounts).stream()
                .flatMap(String::lines)
                .map(line -> line.split(":", 4))
                .forEach(parts -> {
                    if (parts.length == 4 && parts[2].matches("\\d{1,10}")) {
                        Range own = new Range(parts[0], Long.parseLong(parts[2]), 1);
                        file.ranges().stream()
                                .filter(range -> range.overlaps(own))
                                .forEach(range -> findings.add(Finding.fail(
                                        id(kind),
                                        file.file() + ": the ids of " + range.owner() + " (" + range.text()
                                                + ") include " + own.owner() + "'s own, " + own.start() + " in "
                                                + accounts,
                                        "as root: "
                                                + moved(
                                                        range,
                                                        kind,
                                                        SubordinateRanges.free(List.of(file), range.count())))));
                    }
                });
    }

    private static Finding automatic(Examined host) {
        String id = "userns-auto";
        List<String> missing = new ArrayList<>();
        for (String kind : List.of("uid", "gid")) {
            if (SubordinateRanges.of(host, "/etc/sub" + kind).count(CONTAINERS, -1) == 0) {
                missing.add("/etc/sub" + kind);
            }
        }
        return missing.isEmpty()
                ? Finding.ok(id, "root's containers can have user namespaces of their own (userns auto)")
                : Finding.warn(
                        id,
                        String.join(" and ", missing) + (missing.size() == 1 ? " has" : " have")
                                + " no ids for the user " + CONTAINERS
                                + ": root's containers cannot have user namespaces of their own (userns auto)",
                        "as root: echo " + PROPOSED + " | tee -a " + String.join(" ", missing));
    }
}
