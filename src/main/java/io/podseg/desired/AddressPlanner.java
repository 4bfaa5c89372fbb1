package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.NetworkSpec.Subnet;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.state.Attachment;
import io.podseg.state.Hash;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives every pod its addresses: those it asks for, then those it has already, then chosen ones; so that a plan knows every
 * address before anything runs (facts: dynamic leases change at each start).
 */
final class AddressPlanner {
    private final SortedMap<String, NetworkSpec> networks;
    private final Known known;
    private final List<Diagnostic> diagnostics;
    private final Map<String, List<AddressPool>> pools = new HashMap<>();
    private final Map<String, ObjectKey> holders = new HashMap<>();
    private final Map<String, TreeMap<Integer, Ip>> chosen = new HashMap<>();

    AddressPlanner(SortedMap<String, NetworkSpec> networks, Known known, List<Diagnostic> diagnostics) {
        this.networks = networks;
        this.known = known;
        this.diagnostics = diagnostics;
        networks.forEach((name, spec) ->
                pools.put(name, spec.subnets().stream().map(AddressPool::new).toList()));
    }

    /**
     * A pod and the networks it asks for.
     *
     * @param pod the manifest
     * @param position where problems are reported
     * @param requests its networks, all of which exist
     */
    record Wish(Manifest<?> pod, Position position, List<AttachmentRequest> requests) {}

    /** Attachments of every pod, in the order of its requests. */
    SortedMap<ObjectKey, List<Attachment>> assign(List<Wish> wishes) {
        return assign(wishes, Map.of());
    }

    /**
     * Attachments of every pod, in the order of its requests.
     *
     * @param others addresses by network that pods have which end only later
     */
    SortedMap<ObjectKey, List<Attachment>> assign(List<Wish> wishes, Map<String, Set<Ip>> others) {
        wishes.forEach(wish -> wish.requests().forEach(request -> takeRequested(wish, request)));
        known.taken().forEach(this::leave);
        others.forEach(this::leave);
        wishes.forEach(wish -> wish.requests().forEach(request -> takeKnown(wish, request)));
        wishes.forEach(wish -> wish.requests().forEach(request -> takeAny(wish, request)));
        TreeMap<ObjectKey, List<Attachment>> result = new TreeMap<>();
        for (Wish wish : wishes) {
            List<Attachment> attachments = new ArrayList<>();
            for (AttachmentRequest request : wish.requests()) {
                List<Ip> addresses = List.copyOf(slot(wish, request).values());
                attachments.add(new Attachment(
                        request.network(),
                        addresses,
                        aliases(wish.pod().key(), request),
                        request.mac(),
                        request.interfaceName()));
            }
            result.put(wish.pod().key(), attachments);
        }
        return result;
    }

    /** Pods that stay as they are have their addresses before anybody asks. */
    AddressPlanner keep(SortedMap<ObjectKey, PodState> kept) {
        kept.forEach((key, pod) -> pod.attachments()
                .forEach(attachment -> attachment.addresses().forEach(ip -> {
                    holders.put(ip + attachment.network(), key);
                    pools.getOrDefault(attachment.network(), List.of()).stream()
                            .filter(pool -> pool.contains(ip))
                            .forEach(pool -> pool.take(ip));
                })));
        return this;
    }

    /** What containers of others have already; Podman would refuse to start a pod with it. */
    private void leave(String network, Set<Ip> addresses) {
        for (AddressPool pool : pools.getOrDefault(network, List.of())) {
            addresses.stream().filter(pool::contains).forEach(pool::take);
        }
    }

    private static List<String> aliases(ObjectKey pod, AttachmentRequest request) {
        List<String> aliases = new ArrayList<>(request.aliases());
        aliases.add(pod.name() + "." + pod.namespace());
        return aliases;
    }

    private TreeMap<Integer, Ip> slot(Wish wish, AttachmentRequest request) {
        return chosen.computeIfAbsent(wish.pod().key().id() + " " + request.network(), key -> new TreeMap<>());
    }

    private void takeRequested(Wish wish, AttachmentRequest request) {
        List<AddressPool> subnets = pools.getOrDefault(request.network(), List.of());
        for (Ip ip : request.addresses()) {
            int index = indexOf(subnets, ip);
            if (index < 0) {
                report(
                        wish,
                        "address " + ip + " is in no subnet of network " + request.network() + "; expected one of "
                                + subnetsOf(request.network()));
            } else if (holders.containsKey(ip + request.network())) {
                report(
                        wish,
                        "address " + ip + " on network " + request.network() + " is asked for by "
                                + holders.get(ip + request.network()) + " too");
            } else if (!subnets.get(index).isFree(ip)) {
                report(
                        wish,
                        "address " + ip + " on network " + request.network()
                                + " is the gateway's, the network's own, or inside the dynamic lease range "
                                + leaseOf(request.network(), index) + "; choose one outside");
            } else {
                hold(wish, request, index, ip);
            }
        }
    }

    private void takeKnown(Wish wish, AttachmentRequest request) {
        List<AddressPool> subnets = pools.getOrDefault(request.network(), List.of());
        List<Ip> had = known.addresses(wish.pod().key(), request.network());
        for (Ip ip : had) {
            int index = indexOf(subnets, ip);
            if (index >= 0 && isOpen(wish, request, index) && subnets.get(index).isFree(ip)) {
                hold(wish, request, index, ip);
            }
        }
    }

    private void takeAny(Wish wish, AttachmentRequest request) {
        List<AddressPool> subnets = pools.getOrDefault(request.network(), List.of());
        for (int index = 0; index < subnets.size(); index++) {
            if (!isOpen(wish, request, index)) {
                continue;
            }
            Optional<Ip> ip = subnets.get(index).choose(Hash.of(wish.pod().key().id()));
            if (ip.isPresent()) {
                hold(wish, request, index, ip.get());
            } else {
                report(
                        wish,
                        "network " + request.network() + " has no static address left outside its lease range "
                                + leaseOf(request.network(), index));
            }
        }
    }

    /** Whether the pod still lacks an address of that subnet's family; Podman takes one a family and network. */
    private boolean isOpen(Wish wish, AttachmentRequest request, int index) {
        return slot(wish, request).values().stream()
                .noneMatch(ip -> ip.family()
                        == pools.getOrDefault(request.network(), List.of())
                                .get(index)
                                .family());
    }

    private void hold(Wish wish, AttachmentRequest request, int index, Ip ip) {
        pools.getOrDefault(request.network(), List.of()).get(index).take(ip);
        holders.put(ip + request.network(), wish.pod().key());
        slot(wish, request).put(index, ip);
    }

    private static int indexOf(List<AddressPool> subnets, Ip ip) {
        for (int i = 0; i < subnets.size(); i++) {
            if (subnets.get(i).contains(ip)) {
                return i;
            }
        }
        return -1;
    }

    private String leaseOf(String network, int index) {
        Subnet subnet = network(network).subnets().get(index);
        return subnet.leaseRange()
                .map(range -> range.first() + "-" + range.last())
                .orElse("");
    }

    private List<String> subnetsOf(String network) {
        return network(network).subnets().stream()
                .map(subnet -> subnet.cidr().toString())
                .toList();
    }

    private NetworkSpec network(String name) {
        NetworkSpec spec = networks.get(name);
        if (spec == null) {
            throw new IllegalStateException("unknown network " + name);
        }
        return spec;
    }

    private void report(Wish wish, String message) {
        diagnostics.add(Diagnostic.error(wish.position(), message));
    }
}
