package io.podseg.policy;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Groups the endpoints of two worlds, and the addresses outside, by what policies can know of them. */
final class Behaviours {
    /** What the policies of one world can know of an endpoint. */
    private record Seen(
            Behaviour.Role role,
            int ingress,
            int egress,
            List<Integer> peers,
            boolean apart,
            List<ContainerPort> named,
            List<Stands.Stand> stands) {}

    private record Signature(Optional<Seen> before, Optional<Seen> after) {}

    private final AddressParts parts;
    private final List<Behaviour> all;

    Behaviours(Access before, Access after) {
        parts = new AddressParts(blocks(before, after), families(before, after));
        SortedMap<String, Endpoint> old = endpoints(before);
        SortedMap<String, Endpoint> young = endpoints(after);
        List<List<Integer>> oldPeers = peers(before);
        List<List<Integer>> youngPeers = peers(after);
        SortedMap<String, Endpoint> either = new TreeMap<>(old);
        either.putAll(young);
        Stands oldStands = stands(before);
        Stands youngStands = stands(after);
        Map<Signature, List<String>> members = new LinkedHashMap<>();
        for (String id : either.keySet()) {
            Signature signature = new Signature(
                    Optional.ofNullable(old.get(id)).map(endpoint -> seen(endpoint, before, oldPeers, oldStands)),
                    Optional.ofNullable(young.get(id)).map(endpoint -> seen(endpoint, after, youngPeers, youngStands)));
            members.computeIfAbsent(signature, key -> new ArrayList<>()).add(id);
        }
        List<Behaviour> found = new ArrayList<>();
        members.forEach((signature, ids) -> {
            Optional<Endpoint> was = Optional.ofNullable(old.get(ids.getFirst()));
            Optional<Endpoint> is = Optional.ofNullable(young.get(ids.getFirst()));
            found.add(new Behaviour(Behaviour.role(is.or(() -> was).orElseThrow()), was, is, List.copyOf(ids)));
        });
        parts.representatives().forEach((block, address) -> {
            Optional<Endpoint> outside = Optional.of(Endpoint.external(address));
            found.add(new Behaviour(Behaviour.Role.OUTSIDE, outside, outside, List.of(block.toString())));
        });
        all = List.copyOf(found);
    }

    List<Behaviour> all() {
        return all;
    }

    AddressParts parts() {
        return parts;
    }

    private Stands stands(Access access) {
        return new Stands(access.groups().world(), access.routing(), parts);
    }

    private static Seen seen(Endpoint endpoint, Access access, List<List<Integer>> peers, Stands stands) {
        Isolation isolation = access.isolation();
        return new Seen(
                Behaviour.role(endpoint),
                isolation.number(endpoint, Direction.INGRESS),
                isolation.number(endpoint, Direction.EGRESS),
                access.groups()
                        .of(endpoint)
                        .map(group -> peers.get(group.index()))
                        .orElse(List.of()),
                endpoint.unseen(),
                endpoint.ports().stream()
                        .filter(port ->
                                port.name().isPresent() || !port.hidden().isEmpty())
                        .toList(),
                stands.of(endpoint));
    }

    /** By number of the group: the numbers of the peers that mean it. */
    private static List<List<Integer>> peers(Access access) {
        List<List<Integer>> peers = new ArrayList<>();
        access.groups().all().forEach(group -> peers.add(new ArrayList<>(0)));
        Map<List<Object>, Integer> numbers = new HashMap<>();
        for (Policy policy : access.groups().world().enforced()) {
            rules(policy).flatMap(rule -> rule.peers().stream()).forEach(peer -> {
                if (peer instanceof PodPeer pods) {
                    String scope = pods.namespaces().isPresent() ? "" : policy.namespace();
                    int number = numbers.size();
                    if (numbers.putIfAbsent(List.of(pods, scope), number) == null) {
                        Arrays.stream(access.resolver().matching(pods, policy.namespace()))
                                .forEach(group -> peers.get(group).add(number));
                    }
                }
            });
        }
        return peers;
    }

    private static SortedMap<String, Endpoint> endpoints(Access access) {
        SortedMap<String, Endpoint> endpoints = new TreeMap<>();
        for (Endpoint endpoint : access.groups().world().endpoints()) {
            if (endpoint.kind() != Endpoint.Kind.EXTERNAL) {
                endpoints.put(endpoint.id(), endpoint);
            }
        }
        return endpoints;
    }

    private static List<BlockPeer> blocks(Access before, Access after) {
        return Stream.of(before, after)
                .flatMap(access -> access.groups().world().enforced().stream())
                .flatMap(Behaviours::rules)
                .flatMap(rule -> rule.peers().stream())
                .filter(BlockPeer.class::isInstance)
                .map(BlockPeer.class::cast)
                .toList();
    }

    private static Stream<PolicyRule> rules(Policy policy) {
        return Stream.concat(
                policy.ingress().stream().flatMap(List::stream),
                policy.egress().stream().flatMap(List::stream));
    }

    private static List<Family> families(Access before, Access after) {
        return Stream.of(before, after)
                .flatMap(access -> access.groups().world().endpoints().stream())
                .filter(Endpoint::isPod)
                .flatMap(endpoint -> endpoint.addresses().stream())
                .map(Ip::family)
                .distinct()
                .toList();
    }
}
