package io.podseg.audit.facts;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A pod, or a container that is in none, as a pod of one.
 *
 * @param subject what it is called
 * @param places where its fields are written
 * @param exemptions reason by id of check, from its annotations and those of its namespace. Never from what an image says
 * @param shared namespaces of the host that it uses
 * @param users whose ids its processes have
 * @param sysctls kernel parameters that are set for it
 * @param ports published ports
 * @param networks names of Podman networks that it stands on; none where it has no bridge
 * @param cover policies that select it; empty where policies cannot (network of the host, no network) or nothing is known
 * @param containers its containers
 */
public record PodFacts(
        Subject subject,
        Places places,
        SortedMap<String, String> exemptions,
        Set<HostNamespace> shared,
        UserNamespace users,
        SortedMap<String, String> sysctls,
        List<PortFacts> ports,
        List<String> networks,
        Optional<PolicyCover> cover,
        List<ContainerFacts> containers) {
    public PodFacts {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(places);
        exemptions = Sorted.map(exemptions);
        shared = Set.copyOf(shared);
        Objects.requireNonNull(users);
        sysctls = Sorted.map(sysctls);
        ports = List.copyOf(ports);
        networks = List.copyOf(networks);
        Objects.requireNonNull(cover);
        containers = List.copyOf(containers);
    }

    /** Namespaces of the host that it uses, in the order of their names here. */
    public Stream<HostNamespace> sharedInOrder() {
        return new TreeSet<>(shared).stream();
    }

    /** Whether it was read from what runs. */
    public boolean live() {
        return subject.origin() == Origin.LIVE;
    }
}
