package io.podseg.desired;

import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.Attachment;
import io.podseg.state.ForeignContainer;
import io.podseg.state.HostState;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the compiler must know of the host: choices made before, so that they are kept; pods that have run to completion; and
 * containers of others, which policies govern too.
 *
 * @param networks networks that podseg owns, as they are
 * @param others subnets of networks that podseg does not own, with their names; no subnet is chosen that overlaps them
 * @param pods existing pods of podseg's
 * @param foreign containers of others, by name
 * @param before pods as policies saw them last, by id; labels may have changed since they were made
 * @param facts what the host can do
 */
public record Known(
        SortedMap<String, NetworkSpec> networks,
        SortedMap<String, NetworkSpec> others,
        SortedMap<ObjectKey, PodState> pods,
        SortedMap<String, ForeignContainer> foreign,
        SortedMap<String, Endpoint> before,
        HostFacts facts) {
    /** A host of which nothing is known, as for commands that work from manifests alone. */
    public static final Known NOTHING =
            new Known(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /** What is known of a rootful host. */
    public Known(
            SortedMap<String, NetworkSpec> networks,
            SortedMap<String, NetworkSpec> others,
            SortedMap<ObjectKey, PodState> pods,
            SortedMap<String, ForeignContainer> foreign,
            SortedMap<String, Endpoint> before) {
        this(networks, others, pods, foreign, before, HostFacts.ROOTFUL);
    }

    public Known {
        networks = Sorted.map(networks);
        others = Sorted.map(others);
        pods = Sorted.map(pods);
        foreign = Sorted.map(foreign);
        before = Sorted.map(before);
    }

    /** The same on a host that can do other things. */
    public Known with(HostFacts others) {
        return new Known(networks, this.others, pods, foreign, before, others);
    }

    /** What the actual state tells. */
    public static Known of(HostState actual) {
        TreeMap<String, NetworkSpec> owned = new TreeMap<>();
        TreeMap<String, NetworkSpec> others = new TreeMap<>();
        actual.networks().forEach((name, network) -> (network.owned() ? owned : others).put(name, network.spec()));
        TreeMap<ObjectKey, PodState> pods = new TreeMap<>();
        actual.pods().values().forEach(pod -> pods.put(pod.key(), pod));
        return new Known(owned, others, pods, actual.foreign(), new TreeMap<>());
    }

    /** What the actual state tells, and what is remembered of its pods. */
    public static Known of(HostState actual, World last) {
        Known known = of(actual);
        TreeMap<String, Endpoint> before = new TreeMap<>();
        last.endpoints().stream()
                .filter(endpoint -> endpoint.kind() == Endpoint.Kind.POD)
                .forEach(endpoint -> before.put(endpoint.id(), endpoint));
        return new Known(known.networks, known.others, known.pods, known.foreign, before);
    }

    /** Existing pods by the workload that they belong to, each list sorted by key. */
    SortedMap<ObjectKey, List<PodState>> byWorkload() {
        TreeMap<ObjectKey, List<PodState>> members = new TreeMap<>();
        pods.values()
                .forEach(pod -> pod.member()
                        .ifPresent(member -> members.computeIfAbsent(member.workload(), key -> new ArrayList<>())
                                .add(pod)));
        return members;
    }

    /** Addresses that an existing pod has on a network. */
    List<Ip> addresses(ObjectKey pod, String network) {
        PodState known = pods.get(pod);
        return known == null
                ? List.of()
                : known.attachments().stream()
                        .filter(attachment -> attachment.network().equals(network))
                        .flatMap(attachment -> attachment.addresses().stream())
                        .toList();
    }

    /** Addresses that containers of others have, by network; none of them is chosen. */
    SortedMap<String, Set<Ip>> taken() {
        TreeMap<String, Set<Ip>> taken = new TreeMap<>();
        for (ForeignContainer container : foreign.values()) {
            for (Attachment attachment : container.attachments()) {
                taken.computeIfAbsent(attachment.network(), name -> new TreeSet<>())
                        .addAll(attachment.addresses());
            }
        }
        return taken;
    }
}
