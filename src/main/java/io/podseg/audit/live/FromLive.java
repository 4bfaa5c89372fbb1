package io.podseg.audit.live;

import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.PolicyCover;
import io.podseg.audit.facts.PolicyFacts;
import io.podseg.audit.facts.Subject;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Policy;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What runs, and the policies that are in force, as what the audit looks at. */
public final class FromLive {
    private final World world;
    private final String ownFolder;

    /**
     * A reading.
     *
     * @param world what podseg last put in force
     * @param ownFolder folder below which podseg keeps the files that its pods mount
     */
    public FromLive(World world, String ownFolder) {
        this.world = world;
        this.ownFolder = ownFolder;
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
                        Subject.of(Origin.LIVE, policy.key()), Places.NOWHERE, new TreeMap<>(), selected(policy)))
                .toList();
    }

    private int selected(Policy policy) {
        return (int) world.endpoints().stream().filter(policy::selects).count();
    }

    private Optional<PolicyCover> cover(ObjectKey key, List<String> networks) {
        Optional<Endpoint> endpoint = world.endpoints().stream()
                .filter(candidate -> is(candidate, key))
                .findFirst();
        if (endpoint.isEmpty()) {
            return networks.isEmpty() ? Optional.empty() : Optional.of(PolicyCover.NONE);
        }
        if (!endpoint.get().selectable()) {
            return Optional.empty();
        }
        List<Policy> policies = world.enforced().stream()
                .filter(policy -> policy.selects(endpoint.get()))
                .toList();
        return Optional.of(new PolicyCover(
                policies.stream()
                        .filter(policy -> policy.ingress().isPresent())
                        .map(Policy::id)
                        .toList(),
                policies.stream()
                        .filter(policy -> policy.egress().isPresent())
                        .map(Policy::id)
                        .toList()));
    }

    private static boolean is(Endpoint endpoint, ObjectKey key) {
        return key.kind().equals("Pod")
                ? endpoint.id().equals(key.id())
                : endpoint.podmanName().filter(key.name()::equals).isPresent();
    }
}
