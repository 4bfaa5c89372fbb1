package io.podseg.desired;

import io.podseg.model.Family;
import io.podseg.policy.Direction;
import io.podseg.state.Hash;

/**
 * Names of chains and sets: by what they are for, never by time or number, so that the same policies always get the same
 * names. Chains have at most 28 characters, sets at most 31 (iptables(8), ipset(8)).
 */
final class SetNames {
    static final String FORWARD = "PODSEG-FORWARD";
    static final String INPUT = "PODSEG-INPUT";
    /** Guard of what leaves by managed bridges, wherever it comes from, with its real destination. */
    static final String POSTROUTING = "PODSEG-POSTROUTING";
    /** Guard of what comes by managed bridges, before anything else sees it. */
    static final String PREROUTING = "PODSEG-PREROUTING";
    /** Guard of what the node itself sends to managed networks, for when the one in POSTROUTING is lost. */
    static final String OUTPUT = "PODSEG-OUTPUT";
    /** What managed pods send. */
    static final String FROM = "PODSEG-FROM";
    /** What managed pods receive. */
    static final String TO = "PODSEG-TO";

    /** What stays on one bridge that has a border. */
    static final String WITHIN = "PODSEG-WITHIN";
    /** What leaves an isolated network. */
    static final String ISOLATED = "PODSEG-ISOLATED";

    private SetNames() {}

    /** Prefix of the sets of a family. */
    static String prefix(Family family) {
        return family == Family.V4 ? "podseg4-" : "podseg6-";
    }

    /** Address and bridge of every pod that is programmed; what is not in it is dark. */
    static String ready(Family family) {
        return prefix(family) + "ready";
    }

    /** A pod's address, a port of its own, and its address again: it reaches itself by a port that the host publishes. */
    static String self(Family family) {
        return prefix(family) + "self";
    }

    /** Resolvers' addresses with the ports of DNS. */
    static String dns(Family family) {
        return prefix(family) + "dns";
    }

    /** Inside a pod: its own addresses. */
    static String own(Family family) {
        return prefix(family) + "own";
    }

    /** Inside a pod that slirp4netns or pasta connects: the addresses of its resolver with the ports of DNS. */
    static String ownDns(Family family, String canonical) {
        return prefix(family) + "d-" + Hash.of(canonical);
    }

    /** Addresses of all pods; counts what their policies deny, on its way to the drop. */
    static String drops(Family family, Direction direction) {
        return prefix(family) + "drops-" + letter(direction);
    }

    /** Addresses of pods that only policies in audit mode select; counts what those would deny. */
    static String audit(Family family, Direction direction) {
        return prefix(family) + "audit-" + letter(direction);
    }

    /** The kernel's table of the rates at which drops, or audited packets, are logged; 15 characters at most. */
    static String logTable(boolean audit, Direction direction) {
        return (audit ? "podseg-audit-" : "podseg-drop-") + letter(direction);
    }

    /** Members of a class of pods. */
    static String classSet(Family family, Direction direction, String hash) {
        return prefix(family) + letter(direction) + "-" + hash;
    }

    /** Members of all classes below a node of the tree. */
    static String treeSet(Family family, Direction direction, String hashPrefix) {
        return prefix(family) + letter(direction) + "t-" + hashPrefix;
    }

    /** Addresses that the pod selectors of one rule mean. */
    static String peers(Family family, String canonical) {
        return prefix(family) + "p-" + Hash.of(canonical);
    }

    /** Exceptions of one ipBlock. */
    static String except(Family family, String canonical) {
        return prefix(family) + "x-" + Hash.of(canonical);
    }

    /** Addresses and numbers behind a port name. */
    static String namedPort(Family family, String canonical) {
        return prefix(family) + "n-" + Hash.of(canonical);
    }

    /** Chain of a class. */
    static String classChain(Direction direction, String hash) {
        return "PODSEG-" + upper(direction) + "-" + hash;
    }

    /** Chain of a node of the tree; the root's is {@code PODSEG-EGRESS} or {@code PODSEG-INGRESS}. */
    static String treeChain(Direction direction, String hashPrefix) {
        if (hashPrefix.isEmpty()) {
            return "PODSEG-" + direction.name();
        }
        return "PODSEG-" + upper(direction) + "T-" + hashPrefix;
    }

    private static String letter(Direction direction) {
        return direction == Direction.EGRESS ? "e" : "i";
    }

    private static String upper(Direction direction) {
        return direction == Direction.EGRESS ? "E" : "I";
    }
}
