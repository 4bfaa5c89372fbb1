package io.podseg.policy;

import static io.podseg.policy.Problems.quote;

import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.podseg.model.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the peers of rules; the checks are those of Kubernetes's ValidateNetworkPolicyPeer and ValidateIPBlock. */
final class PeerParser {
    private final Problems problems;
    private final SelectorParser selectors;

    PeerParser(Problems problems) {
        this.problems = problems;
        selectors = new SelectorParser(problems);
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
            problems.error(pointer, "an empty peer; expected podSelector, namespaceSelector or ipBlock");
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
            problems.error(pointer, "an empty peer; expected podSelector, namespaceSelector or ipBlock");
            return Optional.empty();
        }
        return Optional.of(new PodPeer(namespaces, pods));
    }

    private Optional<Peer> block(IPBlock block, String pointer) {
        Optional<Cidr> cidr = cidr(block.getCidr(), pointer + "/cidr");
        List<@Nullable String> declared = Items.of(block.getExcept());
        List<Cidr> except = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            String place = pointer + "/except/" + i;
            Optional<Cidr> part = cidr(declared.get(i), place);
            if (cidr.isPresent() && part.isPresent() && isStrictPart(part.get(), cidr.get(), place)) {
                except.add(part.get());
            }
        }
        return cidr.map(whole -> new BlockPeer(whole, except));
    }

    private Optional<Cidr> cidr(@Nullable String text, String pointer) {
        if (text == null || text.isEmpty()) {
            problems.error(pointer, "no CIDR; expected a block such as 10.0.0.0/8 or fd00::/8");
            return Optional.empty();
        }
        Optional<Cidr> cidr = Cidr.parse(text);
        if (cidr.isEmpty()) {
            problems.error(
                    pointer, "CIDR " + quote(text) + " is not valid; expected a block such as 10.0.0.0/8 or fd00::/8");
        }
        return cidr;
    }

    private boolean isStrictPart(Cidr part, Cidr whole, String pointer) {
        if (part.family() != whole.family()) {
            problems.error(pointer, "except " + part + " is of another address family than " + whole);
            return false;
        }
        if (!whole.contains(part) || part.equals(whole)) {
            problems.error(pointer, "except " + part + " is not a strict part of " + whole);
            return false;
        }
        return true;
    }
}
