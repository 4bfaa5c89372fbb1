package io.podseg.host.podman;

import io.podseg.desired.Abilities;
import io.podseg.desired.Abilities.ControlGroups;
import io.podseg.desired.Abilities.SubordinateIds;
import io.podseg.host.cgroup.ProcessLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What this host can do to confine containers, from the kernel's files, as Podman looks at them itself. */
public final class HostAbilities {
    private static final String ROOTFUL_OWNER = "containers";

    private final Path root;
    private final boolean rootless;
    private final String user;
    private final long uid;

    private HostAbilities(Path root, boolean rootless, String user, long uid) {
        this.root = root;
        this.rootless = rootless;
        this.user = user;
        this.uid = uid;
    }

    /**
     * Reads the host.
     *
     * @param root {@code /}
     * @param rootless whether Podman runs for an ordinary user
     * @param user login name of whoever runs Podman
     * @param uid and id
     * @param podman Podman's version, empty where it is not known
     */
    public static Abilities read(Path root, boolean rootless, String user, long uid, String podman) {
        HostAbilities host = new HostAbilities(root, rootless, user, uid);
        return new Abilities(
                Files.exists(root.resolve("sys/fs/selinux/enforce")),
                !rootless && host.text("sys/module/apparmor/parameters/enabled").startsWith("Y"),
                host.text("proc/self/status").contains("Seccomp:"),
                host.groups(),
                host.ids(),
                new TreeSet<>(host.names("sys/class/block")),
                podman,
                rootless ? host.ulimits() : new TreeMap<>());
    }

    /** Those that end somewhere. Root raises its limits as it likes. */
    private SortedMap<String, Long> ulimits() {
        SortedMap<String, Long> most = new TreeMap<>();
        ProcessLimits.read(root.resolve("proc/self/limits")).stream()
                .filter(limit -> limit.hard() >= 0)
                .forEach(limit -> most.put(limit.name(), limit.hard()));
        return most;
    }

    private ControlGroups groups() {
        Path groups = root.resolve("sys/fs/cgroup");
        if (!Files.exists(groups.resolve("cgroup.controllers"))) {
            return old(groups);
        }
        TreeSet<String> controllers = new TreeSet<>(words(delegated(groups).resolve("cgroup.controllers")));
        // In the root group there is no sign of either.
        return new ControlGroups(2, controllers, true, true);
    }

    /** The group below which Podman makes those of containers: systemd's for the user, else podseg's own. */
    private Path delegated(Path groups) {
        if (!rootless) {
            return groups;
        }
        Path systemd = groups.resolve("user.slice/user-" + uid + ".slice/user@" + uid + ".service");
        if (Files.exists(systemd)) {
            return systemd;
        }
        String own = text("proc/self/cgroup")
                .lines()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring(4))
                .findFirst()
                .orElse("");
        return groups.resolve(own);
    }

    private ControlGroups old(Path groups) {
        SortedSet<String> controllers = new TreeSet<>();
        if (!rootless) {
            for (String controller : ControlGroups.ALL) {
                if (Files.exists(groups.resolve(controller.equals("io") ? "blkio" : controller))) {
                    controllers.add(controller);
                }
            }
        }
        Path io = groups.resolve("blkio");
        return new ControlGroups(
                1,
                controllers,
                Files.exists(groups.resolve("memory/memory.memsw.limit_in_bytes")),
                Files.exists(io.resolve("blkio.weight")) || Files.exists(io.resolve("blkio.bfq.weight")));
    }

    private SubordinateIds ids() {
        return rootless
                ? new SubordinateIds(user, mapped("proc/self/uid_map"), mapped("proc/self/gid_map"))
                : new SubordinateIds(ROOTFUL_OWNER, declared("etc/subuid"), declared("etc/subgid"));
    }

    /** podseg runs in the user namespace of the user's Podman, which has the user's own id besides (user_namespaces(7)). */
    private long mapped(String file) {
        return Math.max(0, sum(file, " +", 2, line -> true) - 1);
    }

    /** Lines are {@code owner:first:count} (subuid(5)). */
    private long declared(String file) {
        return sum(file, ":", 2, parts -> parts.getFirst().equals(ROOTFUL_OWNER));
    }

    private long sum(String file, String separator, int column, Predicate<List<String>> wanted) {
        return text(file)
                .lines()
                .map(line -> List.of(line.strip().split(separator, -1)))
                .filter(parts -> parts.size() == column + 1 && parts.get(column).matches("[0-9]{1,10}"))
                .filter(wanted)
                .mapToLong(parts -> Long.parseLong(parts.get(column)))
                .sum();
    }

    private List<String> words(Path file) {
        return List.of(text(root.relativize(file).toString()).strip().split(" +"));
    }

    private List<String> names(String folder) {
        try (Stream<Path> entries = Files.list(root.resolve(folder))) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Empty where there is no such file. */
    private String text(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }
}
