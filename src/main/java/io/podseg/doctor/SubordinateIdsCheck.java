package io.podseg.doctor;

import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An ordinary user's containers need user ids besides the user's own: ranges in {@code /etc/subuid} and {@code /etc/subgid}
 * (subuid(5)), and programs that may map them.
 */
final class SubordinateIdsCheck implements Check {
    /** Below this, images with ids above it cannot be unpacked; nobody has 65534. */
    private static final long NEEDED = 65_536;

    private static final int SET_UID = 04000;

    @Override
    public List<Finding> look(Examined host) {
        if (!host.user().rootless()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (String kind : List.of("uid", "gid")) {
            findings.add(range(host, kind));
            mapper(host, "new" + kind + "map").ifPresent(findings::add);
        }
        return findings;
    }

    private static Finding range(Examined host, String kind) {
        PodmanUser user = host.user();
        String file = "/etc/sub" + kind;
        SubordinateRanges ranges = SubordinateRanges.of(host, file);
        long declared = ranges.count(user.name(), user.id());
        // They may come from elsewhere, such as a directory service: what this user's Podman has mapped counts.
        long mapped = user.problem().isPresent() ? 0 : mapped(host, kind) - 1;
        long ids = Math.max(declared, mapped);
        String id = "sub" + kind;
        if (ids >= NEEDED && (user.problem().isPresent() || mapped >= NEEDED)) {
            return Finding.ok(id, user.name() + " has " + ids + " subordinate " + kind + "s");
        }
        if (ids >= NEEDED) {
            return Finding.fail(
                    id,
                    file + " gives " + user.name() + " " + ids + " subordinate " + kind + "s, and Podman has mapped "
                            + mapped + " of them",
                    "podman system migrate (it stops this user's containers)");
        }
        return Finding.fail(
                id,
                user.name() + " has " + (ids <= 0 ? "no" : "only " + ids) + " subordinate " + kind + "s in " + file
                        + ", and needs " + NEEDED,
                "as root: usermod --add-sub" + kind + "s " + free(host) + " " + user.name() + ", then as " + user.name()
                        + ": podman system migrate");
    }

    /** A range that nobody has in either file, so that ids of users and groups are the same. */
    private static String free(Examined host) {
        long first = SubordinateRanges.free(
                List.of(SubordinateRanges.of(host, "/etc/subuid"), SubordinateRanges.of(host, "/etc/subgid")), NEEDED);
        return first + "-" + (first + NEEDED - 1);
    }

    /** Ids in the user namespace that this process is in, the user's own included. */
    private static long mapped(Examined host, String kind) {
        return host.read("/proc/self/" + kind + "_map").stream()
                .flatMap(String::lines)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length == 3)
                .mapToLong(words -> Long.parseLong(words[2]))
                .sum();
    }

    /** Of use only where nothing is mapped: else they have worked. */
    private static Optional<Finding> mapper(Examined host, String program) {
        if (host.user().problem().isEmpty()) {
            return Optional.empty();
        }
        String remedy = Distribution.of(host).install("uidmap", "shadow-utils");
        Optional<Path> file = List.of("/usr/bin/", "/usr/local/bin/", "/bin/").stream()
                .map(folder -> host.path(folder + program))
                .filter(Files::exists)
                .findFirst();
        if (file.isEmpty()) {
            return Optional.of(Finding.fail(program, "the program " + program + " is missing", remedy));
        }
        try {
            boolean setUid = ((int) Files.getAttribute(file.get(), "unix:mode") & SET_UID) != 0;
            boolean capable =
                    host.output("getcap", file.get().toString()).stream().anyMatch(text -> text.contains("cap_set"));
            return Optional.of(
                    setUid || capable
                            ? Finding.ok(program, program + " is installed")
                            : Finding.fail(
                                    program,
                                    file.get()
                                            + " has lost its right to map ids: it is not set-user-id, and has no capability",
                                    "as root: chmod u+s " + file.get() + ", or install its package again"));
        } catch (IOException e) {
            return Optional.of(Finding.fail(program, file.get() + " cannot be looked at", remedy));
        }
    }
}
