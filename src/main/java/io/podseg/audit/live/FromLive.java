package io.podseg.audit.live;

import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.PolicyCover;
import io.podseg.audit.facts.PolicyFacts;
import io.podseg.audit.facts.Subject;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Selections;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What runs, and the policies that are in force, as what the audit looks at. */
public final class FromLive {
    private final World world;
    private final String ownFolder;
    private final Selections<String> selections;
    private final Map<String, Endpoint> pods = new HashMap<>();
    private final Map<String, Endpoint> foreign = new HashMap<>();

    /**
     * A reading.
     *
     * @param world what podseg last put in force
     * @param ownFolder folder below which podseg keeps the files that its pods mount
     */
    public FromLive(World world, String ownFolder) {
        this.world = world;
        this.ownFolder = ownFolder;
        this.selections = new Selections<>(
                world.policies(),
                world.endpoints().stream()
                        .filter(Endpoint::selectable)
                        .map(endpoint -> new Selections.Pod<>(endpoint.id(), endpoint.namespace(), endpoint.labels()))
                        .toList());
        for (Endpoint endpoint : world.endpoints()) {
            pods.put(endpoint.id(), endpoint);
            endpoint.podmanName().ifPresent(name -> foreign.putIfAbsent(name, endpoint));
        }
    }

    /** Pods and containers of everybody, sorted. */
    public List<PodFacts> pods(List<Seen> containers) {
        SortedMap<String, List<Seen>> groups = new TreeMap<>();
        containers.stream()
                .sorted(Comparator.comparing(seen -> seen.told().identity().name()))
                .forEach(seen -> groups.computeIfAbsent(group(seen), name -> new ArrayList<>())
                        .add(seen));
        return groups.values().stream()
                .map(group -> new PodReading(group, this::cover, ownFolder).facts())
                .sorted(Comparator.comparing(PodFacts::subject))
                .toList();
    }

    /** The container that was seen, as subject of findings. */
    public Subject subject(Seen seen) {
        return pod(seen).container(new ContainerReading(seen, ownFolder).name());
    }

    /** Its pod, or itself where it is in none, as subject of findings. */
    public Subject pod(Seen seen) {
        return Subject.of(Origin.LIVE, PodReading.key(seen));
    }

    private static String group(Seen seen) {
        Inspected.Identity identity = seen.told().identity();
        return identity.pod().map(pod -> "pod " + pod.id()).orElse("container " + identity.id());
    }

    /** The policies that are in force, with how many of the pods that were there at the last apply they select. */
    public List<PolicyFacts> policies() {
        return world.policies().stream()
                .map(policy -> new PolicyFacts(
                        Subject.of(Origin.LIVE, policy.key()),
                        Places.NOWHERE,
                        new TreeMap<>(),
                        selections.selected(policy)))
                .toList();
    }

    private Optional<PolicyCover> cover(ObjectKey key, List<String> networks) {
        Endpoint endpoint = key.kind().equals("Pod") ? pods.get(key.id()) : foreign.get(key.name());
        if (endpoint == null) {
            return networks.isEmpty() ? Optional.empty() : Optional.of(PolicyCover.NONE);
        }
        return endpoint.selectable()
                ? Optional.of(new PolicyCover(
                        selections.isolating(endpoint.id(), Direction.INGRESS),
                        selections.isolating(endpoint.id(), Direction.EGRESS)))
                : Optional.empty();
    }
}
