package io.podseg.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says whom the peers of rules mean. Answers are remembered; not for use by several threads at once. */
public final class PeerResolver {
    private record Key(Peer peer, String namespace) {}

    private final Groups groups;
    private final Map<Key, int[]> matched = new HashMap<>();
    private final Map<Key, List<Endpoint>> members = new HashMap<>();

    public PeerResolver(World world) {
        this(new Groups(world));
    }

    PeerResolver(Groups groups) {
        this.groups = groups;
    }

    /**
     * The endpoints that a peer means, sorted by id: for selectors the pods that they find and resolvers (which are
     * meant at 53/UDP and 53/TCP only), for a block every endpoint with an address in it.
     */
    public List<Endpoint> members(Peer peer, String policyNamespace) {
        return members.computeIfAbsent(key(peer, policyNamespace), key -> switch (peer) {
            case PodPeer pods ->
                Arrays.stream(matching(pods, policyNamespace))
                        .mapToObj(groups.all()::get)
                        .flatMap(group -> group.members().stream())
                        .sorted(Comparator.comparing(Endpoint::id))
                        .toList();
            case BlockPeer block ->
                groups.world().endpoints().stream()
                        .filter(endpoint -> endpoint.addresses().stream().anyMatch(block::contains))
                        .toList();
        });
    }

    /** Numbers of the groups that a pod peer means, ascending. */
    int[] matching(PodPeer peer, String policyNamespace) {
        return matched.computeIfAbsent(key(peer, policyNamespace), key -> groups.matching(peer, policyNamespace));
    }

    /** Peers that do not depend on the policy's namespace are resolved once for all. */
    private static Key key(Peer peer, String policyNamespace) {
        boolean anywhere = !(peer instanceof PodPeer pods) || pods.namespaces().isPresent();
        return new Key(peer, anywhere ? "" : policyNamespace);
    }
}
