package io.podseg.policy;

import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.podseg.model.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the peers of rules; the checks are those of Kubernetes's ValidateNetworkPolicyPeer and ValidateIPBlock. */
final class PeerParser {
    private static final String EMPTY = "an empty peer; expected podSelector, namespaceSelector or ipBlock"
            + " (podSelector: {} is every pod of this namespace, namespaceSelector: {} every pod)";

    private final Problems problems;
    private final SelectorParser selectors;
    private final CidrParser cidrs;

    PeerParser(Problems problems) {
        this.problems = problems;
        selectors = new SelectorParser(problems);
        cidrs = new CidrParser(problems);
    }

    List<Peer> parse(List<@Nullable NetworkPolicyPeer> declared, String pointer) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            parse(declared.get(i), pointer + "/" + i).ifPresent(peers::add);
        }
        return peers;
    }

    private Optional<Peer> parse(@Nullable NetworkPolicyPeer peer, String pointer) {
        if (peer == null) {
            problems.error(pointer, EMPTY);
            return Optional.empty();
        }
        Optional<Selector> pods = Optional.ofNullable(peer.getPodSelector())
                .map(selector -> selectors.parse(selector, pointer + "/podSelector"));
        Optional<Selector> namespaces = Optional.ofNullable(peer.getNamespaceSelector())
                .map(selector -> selectors.parse(selector, pointer + "/namespaceSelector"));
        boolean selected = pods.isPresent() || namespaces.isPresent();
        if (peer.getIpBlock() != null) {
            Optional<Peer> block = block(peer.getIpBlock(), pointer + "/ipBlock");
            if (selected) {
                problems.error(
                        pointer + "/ipBlock",
                        "ipBlock together with podSelector or namespaceSelector; expected it in a list item of its own");
            }
            return block;
        }
        if (!selected) {
            problems.error(pointer, EMPTY);
            return Optional.empty();
        }
        return Optional.of(new PodPeer(namespaces, pods));
    }

    private Optional<Peer> block(IPBlock block, String pointer) {
        Optional<Cidr> cidr = cidrs.parse(block.getCidr(), pointer + "/cidr");
        List<@Nullable String> declared = Items.of(block.getExcept());
        List<Cidr> except = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            String place = pointer + "/except/" + i;
            Optional<Cidr> part = cidrs.parse(declared.get(i), place);
            if (cidr.isPresent() && part.isPresent() && isStrictPart(part.get(), cidr.get(), place)) {
                except.add(part.get());
            }
        }
        return cidr.map(whole -> new BlockPeer(whole, except));
    }

    private boolean isStrictPart(Cidr part, Cidr whole, String pointer) {
        if (part.family() != whole.family()) {
            problems.error(
                    pointer,
                    "except " + part + " is of another address family than cidr " + whole
                            + "; write an ipBlock of its own for each family");
            return false;
        }
        if (part.equals(whole)) {
            problems.error(
                    pointer, "except " + part + " is all of cidr " + whole + ", so that the peer would mean nothing");
            return false;
        }
        if (!whole.contains(part)) {
            problems.error(
                    pointer,
                    "except " + part + " is not a part of cidr " + whole + "; expected smaller blocks inside of it");
            return false;
        }
        return true;
    }
}
