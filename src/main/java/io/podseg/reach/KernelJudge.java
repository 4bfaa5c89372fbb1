package io.podseg.reach;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Hop;
import io.podseg.state.Interpreter;
import io.podseg.state.Judgement;
import io.podseg.state.KernelRules;
import io.podseg.state.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the kernel's rules, as read back, let a connection pass: each of its first packet's hooks must. Between pods, and with
 * the outside, these are PREROUTING, FORWARD and POSTROUTING; from a pod to the node PREROUTING and INPUT; from the node to a pod
 * OUTPUT and POSTROUTING. Packets between two pods of one bridge pass none of them while the bridge sysctls are off.
 */
public final class KernelJudge {
    private static final String OUTSIDE = "";

    private final Whereabouts where;
    private final Set<Family> bridged;
    private final Interpreter interpreter;

    public KernelJudge(KernelRules rules, Whereabouts where) {
        this.where = where;
        this.bridged = rules.bridged();
        this.interpreter = new Interpreter(rules, where::mayBeOutside);
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
        List<String> undecided = new ArrayList<>();
        for (Pair pair : pairs(from, to)) {
            Told told = judge(packets(from, to, pair, port, protocol));
            if (told.equals(Told.YES)) {
                return told;
            }
            undecided.addAll(told.doubts());
        }
        return undecided.isEmpty() ? Told.NO : Told.unknown(undecided);
    }

    private Told judge(List<Packet> packets) {
        List<String> undecided = new ArrayList<>();
        for (Packet packet : packets) {
            Judgement judgement = interpreter.judge(packet);
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
            for (Place receiver : where.places(to)) {
                pairs.add(new Pair(new Place(where.gateway(receiver).orElse(receiver.address()), OUTSIDE), receiver));
            }
            return pairs;
        }
        for (Hop hop : where.hops(from, to)) {
            pairs.add(new Pair(place(from, hop.source()), place(to, hop.destination())));
        }
        return pairs;
    }

    private Place place(Endpoint endpoint, Ip address) {
        return where.places(endpoint).stream()
                .filter(place -> place.address().equals(address))
                .findFirst()
                .orElse(new Place(address, OUTSIDE));
    }

    private List<Packet> packets(Endpoint from, Endpoint to, Pair pair, int port, Protocol protocol) {
        String in = pair.from().bridge();
        String out = pair.to().bridge();
        Ip source = pair.from().address();
        Ip destination = pair.to().address();
        Way way = new Way(source, destination, protocol, port);
        if (from.onNode()) {
            return List.of(way.at("OUTPUT", "", out), way.at("POSTROUTING", "", out));
        }
        if (to.onNode()) {
            return List.of(way.at("PREROUTING", in, ""), way.at("INPUT", in, ""));
        }
        boolean unseen = !in.isEmpty() && in.equals(out) && !bridged.contains(source.family());
        return unseen
                ? List.of()
                : List.of(way.at("PREROUTING", in, ""), way.at("FORWARD", in, out), way.at("POSTROUTING", "", out));
    }

    /** What a packet is, wherever it is met. */
    private record Way(Ip source, Ip destination, Protocol protocol, int port) {
        Packet at(String hook, String in, String out) {
            return new Packet(hook, in, out, source, destination, Optional.of(protocol), port);
        }
    }
}
