package io.podseg.host.look;

import io.podseg.audit.facts.HostNamespace;
import io.podseg.audit.live.Inspected;
import io.podseg.audit.live.Running;
import io.podseg.host.cgroup.GroupFiles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the kernel tells of one container that runs. */
final class ContainerLook {
    private static final Map<HostNamespace, String> FILES = Map.of(
            HostNamespace.NETWORK, "ns/net",
            HostNamespace.PID, "ns/pid",
            HostNamespace.IPC, "ns/ipc",
            HostNamespace.UTS, "ns/uts",
            HostNamespace.CGROUP, "ns/cgroup");

    private static final List<String> FOLDERS =
            List.of("usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "bin", "sbin");
    private static final List<String> TOOLS = List.of("sudo", "sshd", "doas");

    private final ProcFolder processes;
    private final Path groups;
    private final ProcessTree tree;

    /**
     * A look.
     *
     * @param groups where control groups are mounted, {@code /sys/fs/cgroup}
     * @param tree all processes
     */
    ContainerLook(ProcFolder processes, Path groups, ProcessTree tree) {
        this.processes = processes;
        this.groups = groups;
        this.tree = tree;
    }

    /** Everything but what only watching shows; empty where the number is another process's by now. */
    Optional<Running> look(Inspected container) {
        long first = container.run().process();
        Optional<String> group = processes.read(first, "cgroup");
        if (group.isEmpty()) {
            return Optional.empty();
        }
        List<Running.Process> all = all(container);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        boolean ownNetwork = !same(first, "ns/net");
        return Optional.of(new Running(
                shared(first, group.get()),
                same(first, "ns/user"),
                rootReadOnly(first),
                processes.read(first, "attr/current").map(ContainerLook::label).orElse(""),
                GroupLimits.of(
                        new GroupFiles(groups, group.get(), container.identity().id())),
                all,
                ownNetwork && new Sockets(processes, first).low(),
                ownNetwork && new Sockets(processes, first).raw(),
                Optional.empty(),
                "",
                tools(first)));
    }

    /** AppArmor writes {@code name (mode)}, SELinux ends with a zero byte. */
    private static String label(String text) {
        String label = text.replace("\0", "").strip();
        int mode = label.lastIndexOf(" (");
        return mode < 0 ? label : label.substring(0, mode);
    }

    private List<Running.Process> all(Inspected container) {
        return tree.of(container.run().process(), container.identity().id()).stream()
                .flatMap(number -> processes.process(number).stream())
                .toList();
    }

    private boolean same(long process, String file) {
        Optional<String> own = processes.ownLink(file);
        return own.isPresent() && own.equals(processes.link(process, file));
    }

    private Set<HostNamespace> shared(long process, String membership) {
        EnumSet<HostNamespace> shared = EnumSet.noneOf(HostNamespace.class);
        new TreeMap<>(FILES).forEach((namespace, file) -> {
            if (same(process, file)) {
                shared.add(namespace);
            }
        });
        // With control groups of version 1 no container has a namespace of its own for them, unless somebody asks for
        // it.
        if (!membership.lines().allMatch(line -> line.startsWith("0::"))) {
            shared.remove(HostNamespace.CGROUP);
        }
        return shared;
    }

    /** Of the mounts at the root the last one counts; options of the mount stand in the sixth column (proc(5), mountinfo). */
    private boolean rootReadOnly(long process) {
        boolean readOnly = false;
        for (String line :
                processes.read(process, "mountinfo").orElse("").lines().toList()) {
            String[] words = line.split(" ", 7);
            if (words.length > 6 && words[4].equals("/")) {
                readOnly = List.of(words[5].split(",")).contains("ro");
            }
        }
        return readOnly;
    }

    /** No link of the container's is followed: it would lead out of it. */
    private List<String> tools(long process) {
        Path root = processes.path(process, "root");
        List<String> found = new ArrayList<>();
        for (String folder : FOLDERS) {
            if (!isFolder(root, folder)) {
                continue;
            }
            for (String tool : TOOLS) {
                Path file = root.resolve(folder + "/" + tool);
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    found.add("/" + folder + "/" + tool);
                }
            }
        }
        return found;
    }

    private static boolean isFolder(Path root, String folder) {
        Path path = root;
        for (String name : folder.split("/")) {
            path = path.resolve(name);
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }
}
