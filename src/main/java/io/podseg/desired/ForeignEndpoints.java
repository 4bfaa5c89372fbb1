package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Position;
import io.podseg.policy.Endpoint;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.ForeignContainer;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Containers and pods of others on managed networks, as policies see them: by their own labels, in the namespace that a label
 * names. Their labels are whatever somebody wrote: those of podseg's own prefix say nothing, and a namespace that cannot be one
 * leaves its container dark. They have no named ports, since nobody declared any.
 */
final class ForeignEndpoints {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private record Place(String network, Ip address) {}

    private final Known known;
    private final SortedMap<String, NetworkSpec> networks;
    private final List<Diagnostic> diagnostics;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Map<String, SortedMap<Ip, String>> bridges = new HashMap<>();

    ForeignEndpoints(Known known, SortedMap<String, NetworkSpec> networks, List<Diagnostic> diagnostics) {
        this.known = known;
        this.networks = networks;
        this.diagnostics = diagnostics;
    }

    /**
     * Finds them.
     *
     * @param pods places of the declared pods; a pod whose place somebody else has taken loses it here, and keeps the one that it
     *     runs at, if any
     */
    void settle(SortedMap<ObjectKey, List<Attachment>> pods) {
        Map<Place, ObjectKey> holders = new HashMap<>();
        pods.forEach((pod, attachments) -> places(attachments).forEach(place -> holders.put(place, pod)));
        for (ForeignContainer container : known.foreign().values()) {
            List<Place> places = places(managed(container));
            boolean stolen = false;
            for (Place place : places) {
                ObjectKey pod = holders.get(place);
                if (pod != null) {
                    stolen |= known.addresses(pod, place.network()).contains(place.address());
                    giveWay(pod, pods);
                }
            }
            if (!stolen && !places.isEmpty()) {
                add(container, places);
            }
        }
    }

    /** All endpoints, and by id the bridge of each address. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    Map<String, SortedMap<Ip, String>> bridges() {
        return bridges;
    }

    private void giveWay(ObjectKey pod, SortedMap<ObjectKey, List<Attachment>> pods) {
        PodState found = known.pods().get(pod);
        if (found != null && found.containers().containsValue(ContainerRun.RUNNING)) {
            pods.put(pod, found.attachments());
        } else {
            pods.remove(pod);
        }
    }

    private List<Attachment> managed(ForeignContainer container) {
        return container.attachments().stream()
                .filter(attachment -> networks.containsKey(attachment.network())
                        && known.networks().containsKey(attachment.network()))
                .toList();
    }

    private static List<Place> places(List<Attachment> attachments) {
        return attachments.stream()
                .flatMap(attachment -> attachment.addresses().stream().map(ip -> new Place(attachment.network(), ip)))
                .toList();
    }

    private void add(ForeignContainer container, List<Place> places) {
        String namespace = container.namespace();
        if (!NAME.matcher(namespace).matches()) {
            diagnostics.add(Diagnostic.warning(
                    Position.of("container " + container.name()),
                    "its label " + ForeignContainer.NAMESPACE
                            + " is no name of a namespace (at most 63 lower-case letters, digits"
                            + " and '-'); it stays dark: the firewall lets nothing of it pass"));
            return;
        }
        Endpoint endpoint = Endpoint.foreign(
                namespace,
                container.name(),
                Owner.others(container.labels()),
                places.stream().map(Place::address).toList());
        endpoints.add(endpoint);
        TreeMap<Ip, String> byAddress = new TreeMap<>();
        places.forEach(place -> byAddress.put(
                place.address(),
                known.networks().get(place.network()) instanceof NetworkSpec spec
                        ? spec.interfaceName().orElse("")
                        : ""));
        bridges.put(endpoint.id(), byAddress);
    }
}
