package io.podseg.reach;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Hop;
import io.podseg.policy.Routing;
import io.podseg.state.Interpreter;
import io.podseg.state.Judgement;
import io.podseg.state.KernelRules;
import io.podseg.state.Packet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the kernel's rules, as read back, let a connection pass: each of its first packet's hooks must. Between pods, and with
 * the outside, these are PREROUTING, FORWARD and POSTROUTING; from a pod to the node PREROUTING and INPUT; from the node to a pod
 * OUTPUT and POSTROUTING; the node itself is one place. Packets between two pods of one bridge pass none of them while the bridge sysctls are off.
 *
 * <p>Where a pod has rules inside its own network namespace, they must let the packet out, or in, as well; of a pod that a process
 * of the user connects they alone are asked, since the host sees nothing of it but that process; its resolver has an address there.
 */
public final class KernelJudge {
    private static final String OUTSIDE = "";
    private static final String LOOPBACK = "lo";

    /** Any interface of a pod but its loopback: no rule of podseg's tells them apart. */
    private static final String INTERFACE = "eth0";

    private final Whereabouts where;
    private final Set<Family> bridged;
    private final Interpreter interpreter;
    private final Map<String, Interpreter> inside = new HashMap<>();

    /** Where no pod has rules of its own. */
    public KernelJudge(KernelRules rules, Whereabouts where) {
        this(rules, Map.of(), where);
    }

    /**
     * @param rules of the namespace that holds the bridges
     * @param inside rules of the namespaces of pods, by the endpoint's id
     */
    public KernelJudge(KernelRules rules, Map<String, KernelRules> inside, Whereabouts where) {
        this.where = where;
        this.bridged = rules.bridged();
        this.interpreter = new Interpreter(rules, where::mayBeOutside);
        inside.forEach((id, own) -> this.inside.put(id, new Interpreter(own, name -> !name.equals(LOOPBACK))));
    }

    /** A pair of addresses: who sends, by which bridge, and who receives; a bridge is empty for the outside and the node. */
    private record Pair(Place from, Place to) {}

    /** Whether some pair of the two endpoints' addresses is let through. */
    public Told judge(Endpoint from, Endpoint to, int port, Protocol protocol) {
        if (!where.isThere(from) || !where.isThere(to)) {
            return Told.NO;
        }
        if (from.id().equals(to.id())) {
            return Told.YES;
        }
        if (Routing.apart(from, to)) {
            return Told.NO;
        }
        if (from.onNode() && to.onNode()) {
            return Told.YES;
        }
        List<String> undecided = new ArrayList<>();
        for (Pair pair : pairs(from, to)) {
            Way way = new Way(pair.from().address(), pair.to().address(), protocol, port);
            List<Asked> asked = new ArrayList<>(inside(from, to, way));
            if (!isHandedOn(from, to, way) && !from.unseen() && !to.unseen()) {
                packets(from, to, pair, way).forEach(packet -> asked.add(new Asked(interpreter, packet)));
            }
            Told told = judge(asked);
            if (told.equals(Told.YES)) {
                return told;
            }
            undecided.addAll(told.doubts());
        }
        return undecided.isEmpty() ? Told.NO : Told.unknown(undecided);
    }

    /** A packet, and the rules that it meets. */
    private record Asked(Interpreter rules, Packet packet) {}

    /** What the namespaces of the two pods themselves see of it. */
    private List<Asked> inside(Endpoint from, Endpoint to, Way way) {
        List<Asked> asked = new ArrayList<>();
        Interpreter sender = inside.get(from.id());
        Interpreter receiver = inside.get(to.id());
        if (sender != null) {
            asked.add(new Asked(sender, way.at("POSTROUTING", "", INTERFACE)));
        }
        if (receiver != null) {
            boolean handedOn = isHandedOn(from, to, way);
            Way arriving = handedOn ? way.from(way.destination()) : way;
            asked.add(new Asked(receiver, arriving.at("INPUT", handedOn ? LOOPBACK : INTERFACE, "")));
        }
        return asked;
    }

    /** Whether rootless Podman accepts it at a published port, and connects to the pod from the pod's own address. */
    private static boolean isHandedOn(Endpoint from, Endpoint to, Way way) {
        return from.kind() == Endpoint.Kind.EXTERNAL
                && !to.hidden(way.port(), way.protocol()).isEmpty();
    }

    private Told judge(List<Asked> packets) {
        List<String> undecided = new ArrayList<>();
        for (Asked asked : packets) {
            Judgement judgement = asked.rules().judge(asked.packet());
            if (judgement.answer() == Judgement.Answer.DROPPED) {
                return Told.NO;
            }
            undecided.addAll(judgement.undecided());
        }
        return undecided.isEmpty() ? Told.YES : Told.unknown(undecided);
    }

    /** The pairs of addresses that kernels use; the node speaks by its address on the bridge of each receiver. */
    private List<Pair> pairs(Endpoint from, Endpoint to) {
        List<Pair> pairs = new ArrayList<>();
        if (from.onNode()) {
            if (to.kind() == Endpoint.Kind.EXTERNAL) {
                to.addresses()
                        .forEach(address -> pairs.add(
                                new Pair(new Place(any(address.family()), OUTSIDE), new Place(address, OUTSIDE))));
            }
            for (Place receiver : where.places(to)) {
                pairs.add(new Pair(new Place(where.gateway(receiver).orElse(receiver.address()), OUTSIDE), receiver));
            }
            return pairs;
        }
        if (from.unseen() && to.kind() == Endpoint.Kind.RESOLVER) {
            where.resolvers(from)
                    .forEach(address -> pairs.add(
                            new Pair(new Place(any(address.family()), OUTSIDE), new Place(address, OUTSIDE))));
            return pairs;
        }
        for (Hop hop : where.hops(from, to)) {
            pairs.add(new Pair(place(from, hop.source()), place(to, hop.destination())));
        }
        return pairs;
    }

    /** Which of its own addresses the node takes for what it sends outside is not known here. */
    private static Ip any(Family family) {
        return Ip.of(family == Family.V4 ? "0.0.0.0" : "::");
    }

    private Place place(Endpoint endpoint, Ip address) {
        return where.places(endpoint).stream()
                .filter(place -> place.address().equals(address))
                .findFirst()
                .orElse(new Place(address, OUTSIDE));
    }

    private List<Packet> packets(Endpoint from, Endpoint to, Pair pair, Way way) {
        String in = pair.from().bridge();
        String out = pair.to().bridge();
        if (from.onNode()) {
            return List.of(way.at("OUTPUT", "", out), way.at("POSTROUTING", "", out));
        }
        if (to.onNode()) {
            return List.of(way.at("PREROUTING", in, ""), way.at("INPUT", in, ""));
        }
        boolean unseen = !in.isEmpty()
                && in.equals(out)
                && !bridged.contains(way.source().family());
        return unseen
                ? List.of()
                : List.of(way.at("PREROUTING", in, ""), way.at("FORWARD", in, out), way.at("POSTROUTING", "", out));
    }

    /** What a packet is, wherever it is met. */
    private record Way(Ip source, Ip destination, Protocol protocol, int port) {
        Way from(Ip other) {
            return new Way(other, destination, protocol, port);
        }

        Packet at(String hook, String in, String out) {
            return new Packet(hook, in, out, source, destination, Optional.of(protocol), port);
        }
    }
}
