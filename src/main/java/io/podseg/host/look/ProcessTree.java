package io.podseg.host.look;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All processes of a host, each read once: whose child each one is, and which container's control group it is in. */
final class ProcessTree {
    /** A container's id in the name of a group, such as {@code libpod-ID.scope} or {@code libpod-ID}. */
    private static final Pattern WORD = Pattern.compile("[0-9A-Za-z]+");

    /** Conmon, which watches a container, is in a group of a similar name and not in the container. */
    private static final String WATCHER = "conmon-";

    private final Map<Long, List<Long>> children = new HashMap<>();
    private final Map<String, List<Long>> members = new HashMap<>();

    /**
     * Reads all processes.
     *
     * @param containers ids of the containers that are looked for
     */
    ProcessTree(ProcFolder processes, Collection<String> containers) {
        Set<String> ids = Set.copyOf(containers);
        processes.parents().forEach((number, parent) -> {
            children.computeIfAbsent(parent, key -> new ArrayList<>()).add(number);
            containers(processes.read(number, "cgroup").orElse(""), ids)
                    .forEach(id -> members.computeIfAbsent(id, key -> new ArrayList<>())
                            .add(number));
        });
    }

    private static Set<String> containers(String membership, Set<String> ids) {
        Set<String> found = new TreeSet<>();
        membership.lines().forEach(line -> {
            Matcher words = WORD.matcher(line);
            while (words.find()) {
                if (ids.contains(words.group()) && !line.contains(WATCHER + words.group())) {
                    found.add(words.group());
                }
            }
        });
        return found;
    }

    /** Those of a container's control group, and those that its first process has started, wherever they are now; that one first. */
    List<Long> of(long first, String containerId) {
        Set<Long> numbers = new HashSet<>();
        Deque<Long> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            long next = open.removeFirst();
            if (numbers.add(next)) {
                open.addAll(children.getOrDefault(next, List.of()));
            }
        }
        numbers.addAll(members.getOrDefault(containerId, List.of()));
        numbers.remove(first);
        List<Long> all = new ArrayList<>(List.of(first));
        numbers.stream().sorted().forEach(all::add);
        return all;
    }
}
