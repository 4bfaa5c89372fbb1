package io.podseg.status;

import io.podseg.desired.Tally;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.Attachment;
import io.podseg.state.ForeignContainer;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Containers of others on managed networks: those that policies govern as objects, the others as dark. */
final class ForeignStatus {
    private final List<ObjectStatus> governed = new ArrayList<>();
    private final List<ForeignContainer> dark = new ArrayList<>();

    ForeignStatus(HostState actual, World inForce, Tally tally, Set<String> ready) {
        Map<String, Endpoint> known = new HashMap<>();
        inForce.endpoints().forEach(endpoint -> endpoint.podmanName().ifPresent(name -> known.put(name, endpoint)));
        for (ForeignContainer container : actual.foreign().values()) {
            List<Attachment> managed = container.attachments().stream()
                    .filter(attachment -> {
                        NetworkState network = actual.networks().get(attachment.network());
                        return network != null && network.owned();
                    })
                    .toList();
            Endpoint endpoint = known.get(container.name());
            if (endpoint != null && isReady(managed, endpoint, ready)) {
                governed.add(governed(container.name(), endpoint, managed, tally));
            } else if (!managed.isEmpty()) {
                dark.add(container);
            }
        }
    }

    List<ObjectStatus> governed() {
        return governed;
    }

    List<ForeignContainer> dark() {
        return dark;
    }

    /** Whether all its addresses were programmed as this container's and still are. */
    private static boolean isReady(List<Attachment> managed, Endpoint endpoint, Set<String> ready) {
        List<Ip> addresses = managed.stream()
                .flatMap(attachment -> attachment.addresses().stream())
                .toList();
        return !addresses.isEmpty()
                && endpoint.addresses().containsAll(addresses)
                && ready.containsAll(addresses.stream().map(Ip::toString).toList());
    }

    private static ObjectStatus governed(String name, Endpoint endpoint, List<Attachment> managed, Tally tally) {
        TreeMap<String, List<String>> addresses = new TreeMap<>();
        managed.forEach(attachment -> addresses.put(
                attachment.network(),
                attachment.addresses().stream().map(Ip::toString).toList()));
        Condition condition = new Condition(Condition.READY, true, "Governed", "not podseg's; policies govern it");
        return new ObjectStatus(
                new ObjectKey("Container", endpoint.namespace(), name),
                List.of(condition),
                addresses,
                new TreeMap<>(),
                PodStatus.counted(endpoint.id(), managed, tally));
    }
}
