package io.podseg.reconcile;

import io.podseg.model.Ip;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.KernelRules;
import io.podseg.state.TrackedConnection;
import java.util.List;
import java.util.Set;

/** The kernel's packet filter in the network namespace that holds the bridges. */
public interface NetfilterPort {
    /** Whether this kernel has IPv6 at all; where it has none there is nothing of it to filter. */
    boolean hasIpv6();

    /** Names of the network interfaces there; none where they cannot be read. */
    Set<String> links();

    /** Reads podseg's chains, its jumps in the built-in chains, its sets, and the bridge sysctls. */
    Firewall observe() throws HostException;

    /** What {@link #observe()} found last, as far as nothing is known to have changed since: good for planning, no proof. */
    default Firewall believed() throws HostException {
        return observe();
    }

    /** Says that what {@link #observe()} found last is this, for whoever keeps it: what is the same may be the same object. */
    default void confirm(Firewall found) {}

    /** Reads everything that decides about pods' packets, what others wrote into the same tables too. */
    KernelRules rules() throws HostException;

    /** Reads what podseg's rules and sets have counted. */
    Counters counters() throws HostException;

    /**
     * Runs a transaction; the order is the transaction's. Each iptables-restore is atomic; when a part fails the later ones
     * are not run.
     */
    void apply(FirewallTransaction transaction) throws HostException;

    /** Adds one member to a set; one that is in it already is no error. */
    void addMember(String set, String member) throws HostException;

    /** Takes one member out of a set; neither a missing member nor a missing set is an error. */
    void removeMember(String set, String member) throws HostException;

    /** Open connections of the whole namespace; those that are over are left out. */
    List<TrackedConnection> connections() throws HostException;

    /** Forgets connections: their next packet is judged as if it were the first. One that has ended meanwhile is no error. */
    void cut(List<TrackedConnection> revoked) throws HostException;

    /** Lets what a pod on one of these bridges sends come back to itself, as through a published port of its own. */
    void reflect(Set<String> bridges) throws HostException;

    /**
     * Lets these bridges keep the addresses that they have. Else a bridge has the lowest of its ports' addresses, and when that
     * port's pod goes, all others on it send to an address that is nobody's until they ask again, up to a minute later.
     */
    void steady(Set<String> bridges) throws HostException;

    /** Forgets every connection that these addresses opened or answered. */
    void forget(Set<Ip> addresses) throws HostException;

    /** Sets the bridge sysctls, each to 1 or to 0. */
    void setBridgeNetfilter(BridgeSysctls sysctls) throws HostException;

    /** Sets them all. */
    default void setBridgeNetfilter(boolean on) throws HostException {
        setBridgeNetfilter(on ? BridgeSysctls.ALL : BridgeSysctls.NONE);
    }

    /**
     * To be called right after a pod was started: whether the rules that were written stand where the pod is.
     *
     * @throws HostException where they did not; they do now, as they were kept
     */
    default void started(String podmanName) throws HostException {}
}
