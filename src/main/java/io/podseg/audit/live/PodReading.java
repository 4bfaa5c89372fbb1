package io.podseg.audit.live;

import io.podseg.audit.Exemptions;
import io.podseg.audit.facts.HostNamespace;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.PolicyCover;
import io.podseg.audit.facts.PortFacts;
import io.podseg.audit.facts.Subject;
import io.podseg.audit.facts.UserNamespace;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The containers of one pod, or one that is in none, as facts. */
final class PodReading {
    private static final String USERS = "io.podman.annotations.userns";

    private final List<Seen> containers;
    private final Cover cover;
    private final String ownFolder;

    /**
     * A reading.
     *
     * @param containers those of one pod, sorted by name, or one alone
     * @param cover which policies are in force for whom
     * @param ownFolder folder below which podseg keeps the files that its pods mount
     */
    PodReading(List<Seen> containers, Cover cover, String ownFolder) {
        this.containers = List.copyOf(containers);
        this.cover = cover;
        this.ownFolder = ownFolder;
    }

    PodFacts facts() {
        ObjectKey key = key(containers.getFirst());
        return new PodFacts(
                Subject.of(Origin.LIVE, key),
                Places.NOWHERE,
                Exemptions.of(Exempting.of(
                        pod().map(Inspected.Pod::labels).orElseGet(TreeMap::new),
                        working().stream().map(Seen::told).toList())),
                shared(),
                users(),
                sysctls(),
                ports(),
                networks(),
                cover.of(key, networks()),
                containers.stream()
                        .map(seen -> new ContainerReading(seen, ownFolder).facts())
                        .toList());
    }

    private Optional<Inspected.Pod> pod() {
        return containers.getFirst().told().identity().pod();
    }

    /** The declared pod where podseg made it, else Podman's. */
    static ObjectKey key(Seen seen) {
        Optional<Inspected.Pod> pod = seen.told().identity().pod();
        if (pod.isEmpty()) {
            return new ObjectKey(Subject.CONTAINER, "", seen.told().identity().name());
        }
        Map<String, String> labels = pod.get().labels();
        return Owner.PODSEG.equals(labels.get(Owner.OWNER))
                ? new ObjectKey(
                        "Pod",
                        labels.getOrDefault(Owner.NAMESPACE, ""),
                        labels.getOrDefault(Owner.NAME, pod.get().name()))
                : new ObjectKey(Subject.PODMAN_POD, "", pod.get().name());
    }

    /** Those that do something; the infra container where it is the only one. */
    private List<Seen> working() {
        List<Seen> working = containers.stream()
                .filter(seen -> !seen.told().identity().infra())
                .toList();
        return working.isEmpty() ? containers : working;
    }

    private Set<HostNamespace> shared() {
        EnumSet<HostNamespace> shared = EnumSet.noneOf(HostNamespace.class);
        working().forEach(seen -> shared.addAll(shared(seen)));
        return shared;
    }

    private static Set<HostNamespace> shared(Seen seen) {
        if (seen.running().isPresent()) {
            return seen.running().get().shared();
        }
        EnumSet<HostNamespace> shared = EnumSet.noneOf(HostNamespace.class);
        Inspected.Modes modes = seen.told().modes();
        Map<HostNamespace, String> words = Map.of(
                HostNamespace.NETWORK, modes.network(),
                HostNamespace.PID, modes.pid(),
                HostNamespace.IPC, modes.ipc(),
                HostNamespace.UTS, modes.uts());
        words.forEach((namespace, word) -> {
            boolean missing = seen.configured()
                    .map(it -> !it.namespaces().contains(namespace.name().toLowerCase(Locale.ROOT)))
                    .orElse(false);
            if (missing || word.equals("host")) {
                shared.add(namespace);
            }
        });
        return shared;
    }

    private UserNamespace users() {
        boolean host = working().stream().anyMatch(PodReading::hostUsers);
        if (host) {
            return UserNamespace.HOST;
        }
        String mode = containers.stream()
                .map(seen -> seen.told().annotations().getOrDefault(USERS, ""))
                .filter(word -> !word.isEmpty())
                .findFirst()
                .orElse("");
        return switch (mode.split(":", 2)[0]) {
            case "auto" -> UserNamespace.AUTO;
            case "keep-id" -> UserNamespace.KEEP_ID;
            case "nomap" -> UserNamespace.NOMAP;
            default -> UserNamespace.MAPPED;
        };
    }

    private static boolean hostUsers(Seen seen) {
        return seen.running()
                .map(Running::hostUsers)
                .or(() -> seen.configured().map(it -> !it.namespaces().contains("user")))
                .orElseGet(() -> Set.of("", "host").contains(seen.told().modes().users())
                        && !seen.told().annotations().containsKey(USERS));
    }

    private SortedMap<String, String> sysctls() {
        TreeMap<String, String> sysctls = new TreeMap<>();
        containers.forEach(seen -> seen.configured().ifPresent(it -> sysctls.putAll(it.sysctls())));
        // Podman sets it in every container that has a network of its own.
        sysctls.remove("net.ipv4.ping_group_range", "0 0");
        return sysctls;
    }

    private List<PortFacts> ports() {
        return containers.stream()
                .flatMap(seen -> seen.told().network().ports().stream().map(port -> port(seen, port)))
                .distinct()
                .toList();
    }

    private static PortFacts port(Seen seen, Inspected.Port port) {
        return new PortFacts(
                seen.told().identity().name(),
                port.address(),
                port.host(),
                port.container(),
                Protocol.valueOf(port.protocol().toUpperCase(Locale.ROOT)),
                "");
    }

    private List<String> networks() {
        return containers.stream()
                .flatMap(seen -> seen.told().network().names().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Which policies are in force for somebody. */
    @FunctionalInterface
    interface Cover {
        /**
         * The policies that select something.
         *
         * @param networks names of the networks that it stands on
         */
        Optional<PolicyCover> of(ObjectKey key, List<String> networks);
    }
}
