package io.podseg.desired;

import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import io.podseg.state.Attachment;
import io.podseg.state.HostState;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the compiler must know of the host so that it keeps what it chose before: subnets, lease ranges and addresses.
 *
 * @param networks networks that podseg owns, as they are
 * @param others subnets of networks that podseg does not own, with their names; no subnet is chosen that overlaps them
 * @param addresses addresses that existing pods have, by pod and network
 * @param taken addresses that containers of others have, by network; none of them is chosen
 */
public record Known(
        SortedMap<String, NetworkSpec> networks,
        SortedMap<String, NetworkSpec> others,
        SortedMap<ObjectKey, SortedMap<String, List<Ip>>> addresses,
        SortedMap<String, Set<Ip>> taken) {
    /** A host of which nothing is known, as for commands that work from manifests alone. */
    public static final Known NOTHING = new Known(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public Known {
        networks = Sorted.map(networks);
        others = Sorted.map(others);
        addresses = Sorted.map(addresses);
        taken = Sorted.map(taken);
    }

    /** What the actual state tells. */
    public static Known of(HostState actual) {
        TreeMap<String, NetworkSpec> owned = new TreeMap<>();
        TreeMap<String, NetworkSpec> others = new TreeMap<>();
        actual.networks().forEach((name, network) -> (network.owned() ? owned : others).put(name, network.spec()));
        TreeMap<ObjectKey, SortedMap<String, List<Ip>>> addresses = new TreeMap<>();
        actual.pods().values().forEach(pod -> {
            TreeMap<String, List<Ip>> byNetwork = new TreeMap<>();
            for (Attachment attachment : pod.attachments()) {
                byNetwork.put(attachment.network(), attachment.addresses());
            }
            addresses.put(pod.key(), byNetwork);
        });
        TreeMap<String, Set<Ip>> taken = new TreeMap<>();
        actual.foreign().values().stream()
                .flatMap(container -> container.attachments().stream())
                .forEach(attachment -> taken.computeIfAbsent(attachment.network(), name -> new TreeSet<>())
                        .addAll(attachment.addresses()));
        return new Known(owned, others, addresses, taken);
    }
}
