package io.podseg.policy;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A second judge, slow and obvious, written from the words of the NetworkPolicy API and of podseg's promises, that
 * shares nothing with {@link Verdicts} but the records.
 */
final class NaiveVerdicts {
    private final World world;

    NaiveVerdicts(World world) {
        this.world = world;
    }

    boolean allowed(Flow flow) {
        Endpoint from = flow.from();
        Endpoint to = flow.to();
        if (from.id().equals(to.id())) {
            return true;
        }
        if (from.hostNetwork() || from.kind() == Endpoint.Kind.RESOLVER) {
            return true;
        }
        return isCarried(flow) && egressAllows(flow) && ingressAllows(flow);
    }

    /** Nothing goes into or out of an internal network but to the node, and nothing between two isolated ones. */
    private boolean isCarried(Flow flow) {
        Network source = network(flow.from(), flow.source());
        Network destination = network(flow.to(), flow.destination());
        boolean toNode = flow.to().hostNetwork() || flow.to().kind() == Endpoint.Kind.RESOLVER;
        if (toNode || source == destination) {
            return true;
        }
        boolean border = source != null && source.internal() || destination != null && destination.internal();
        boolean isolated = source != null && source.isolated() && destination != null && destination.isolated();
        return !border && !isolated;
    }

    private @Nullable Network network(Endpoint endpoint, Ip address) {
        if (endpoint.kind() == Endpoint.Kind.EXTERNAL) {
            return null;
        }
        for (Network network : world.networks()) {
            for (Cidr subnet : network.subnets()) {
                if (within(subnet, address)) {
                    return network;
                }
            }
        }
        return null;
    }

    /** A pod speaks from its address on the network of the destination, else from one on a network with a default route. */
    private boolean isSource(Endpoint from, Ip source, Ip destination) {
        boolean onLink = false;
        for (Ip address : from.addresses()) {
            onLink |= isOnLink(from, address, destination);
        }
        Network network = network(from, source);
        return onLink ? isOnLink(from, source, destination) : network == null || !network.internal();
    }

    private boolean isOnLink(Endpoint endpoint, Ip address, Ip destination) {
        Network network = network(endpoint, address);
        boolean inside = false;
        for (Cidr subnet : network == null ? List.<Cidr>of() : network.subnets()) {
            inside |= within(subnet, destination);
        }
        return inside && address.family() == destination.family();
    }

    boolean allowed(Endpoint from, Endpoint to, int port, Protocol protocol) {
        if (from.id().equals(to.id()) || from.hostNetwork() || from.kind() == Endpoint.Kind.RESOLVER) {
            return true;
        }
        for (Ip source : from.addresses()) {
            for (Ip destination : to.addresses()) {
                if (source.family() == destination.family()
                        && isSource(from, source, destination)
                        && allowed(new Flow(from, to, source, destination, port, protocol))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean egressAllows(Flow flow) {
        boolean isolated = false;
        for (Policy policy : world.policies()) {
            if (!policy.audit() && policy.egress().isPresent() && isSelected(policy, flow.from())) {
                isolated = true;
                for (PolicyRule rule : policy.egress().get()) {
                    if (ruleAllows(policy, rule, flow.to(), flow.destination(), flow)) {
                        return true;
                    }
                }
            }
        }
        return !isolated;
    }

    private boolean ingressAllows(Flow flow) {
        boolean isolated = false;
        for (Policy policy : world.policies()) {
            if (!policy.audit() && policy.ingress().isPresent() && isSelected(policy, flow.to())) {
                isolated = true;
                for (PolicyRule rule : policy.ingress().get()) {
                    if (ruleAllows(policy, rule, flow.from(), flow.source(), flow)) {
                        return true;
                    }
                }
            }
        }
        return !isolated;
    }

    private static boolean isSelected(Policy policy, Endpoint endpoint) {
        boolean pod = endpoint.kind() == Endpoint.Kind.POD || endpoint.kind() == Endpoint.Kind.FOREIGN;
        return pod
                && !endpoint.hostNetwork()
                && endpoint.namespace().equals(policy.key().namespace())
                && holds(policy.pods(), endpoint.labels());
    }

    private boolean ruleAllows(Policy policy, PolicyRule rule, Endpoint peer, Ip address, Flow flow) {
        boolean peerFits = rule.peers().isEmpty();
        for (Peer item : rule.peers()) {
            peerFits |= peerFits(policy, item, peer, address, flow);
        }
        boolean portFits = rule.ports().isEmpty();
        for (PortMatch item : rule.ports()) {
            portFits |= portFits(item, flow);
        }
        return peerFits && portFits;
    }

    private boolean peerFits(Policy policy, Peer item, Endpoint peer, Ip address, Flow flow) {
        if (item instanceof BlockPeer block) {
            boolean inside = within(block.cidr(), address);
            for (Cidr except : block.except()) {
                inside &= !within(except, address);
            }
            return inside;
        }
        PodPeer pods = (PodPeer) item;
        if (peer.kind() == Endpoint.Kind.EXTERNAL || peer.hostNetwork()) {
            return false;
        }
        if (peer.kind() == Endpoint.Kind.RESOLVER
                && !(flow.port() == 53 && (flow.protocol() == Protocol.TCP || flow.protocol() == Protocol.UDP))) {
            return false;
        }
        Map<String, String> namespaceLabels = world.namespaceLabels().get(peer.namespace());
        boolean namespaceFits = pods.namespaces().isPresent()
                ? namespaceLabels != null && holds(pods.namespaces().get(), namespaceLabels)
                : peer.namespace().equals(policy.key().namespace());
        return namespaceFits && (pods.pods().isEmpty() || holds(pods.pods().get(), peer.labels()));
    }

    private static boolean portFits(PortMatch item, Flow flow) {
        if (item instanceof NumberedPort numbered) {
            return numbered.protocol() == flow.protocol()
                    && (numbered.ports().isEmpty()
                            || flow.port() >= numbered.ports().get().first()
                                    && flow.port() <= numbered.ports().get().last());
        }
        NamedPort named = (NamedPort) item;
        for (ContainerPort port : flow.to().ports()) {
            if (port.name().isPresent()
                    && port.name().get().equals(named.name())
                    && port.protocol() == named.protocol()
                    && port.protocol() == flow.protocol()
                    && port.port() == flow.port()) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Selector selector, Map<String, String> labels) {
        for (String key : selector.matchLabels().keySet()) {
            if (!labels.containsKey(key)
                    || !labels.get(key).equals(selector.matchLabels().get(key))) {
                return false;
            }
        }
        for (Requirement requirement : selector.expressions()) {
            boolean there = labels.containsKey(requirement.key());
            List<String> values = requirement.values();
            boolean good = switch (requirement.operator()) {
                case IN -> there && values.contains(labels.get(requirement.key()));
                case NOT_IN -> !there || !values.contains(labels.get(requirement.key()));
                case EXISTS -> there;
                case DOES_NOT_EXIST -> !there;
            };
            if (!good) {
                return false;
            }
        }
        return true;
    }

    /** Compares bit by bit. */
    private static boolean within(Cidr block, Ip address) {
        if (block.family() != address.family()) {
            return false;
        }
        int bits = address.family().bits();
        for (int i = 0; i < block.prefix(); i++) {
            if (bit(block.base(), bits - 1 - i) != bit(address, bits - 1 - i)) {
                return false;
            }
        }
        return true;
    }

    private static long bit(Ip ip, int fromLow) {
        return fromLow < 64 ? ip.low() >>> fromLow & 1 : ip.high() >>> fromLow - 64 & 1;
    }
}
