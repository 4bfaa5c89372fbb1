package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is, or should be, on the host.
 *
 * @param networks Podman networks by name; in the actual state also those of others
 * @param pods pods that podseg owns, by their Podman name
 * @param secrets names of the Podman secrets that podseg owns
 * @param firewall chains and sets of podseg, and whether its jumps stand first
 * @param foreign containers of others that stand on managed networks, by name
 * @param occupied names of all pods and containers of others
 * @param volumes Podman volumes by name: of claims in the desired state, all in the actual one
 */
public record HostState(
        SortedMap<String, NetworkState> networks,
        SortedMap<String, PodState> pods,
        SortedMap<String, String> secrets,
        Firewall firewall,
        SortedMap<String, ForeignContainer> foreign,
        SortedSet<String> occupied,
        SortedMap<String, VolumeState> volumes) {
    public HostState {
        networks = Sorted.map(networks);
        pods = Sorted.map(pods);
        secrets = Sorted.map(secrets);
        foreign = Sorted.map(foreign);
        occupied = Sorted.set(occupied);
        volumes = Sorted.map(volumes);
    }

    /** A host without volumes. */
    public HostState(
            SortedMap<String, NetworkState> networks,
            SortedMap<String, PodState> pods,
            SortedMap<String, String> secrets,
            Firewall firewall,
            SortedMap<String, ForeignContainer> foreign,
            SortedSet<String> occupied) {
        this(networks, pods, secrets, firewall, foreign, occupied, new TreeMap<>());
    }

    /** The same with another firewall. */
    public HostState withFirewall(Firewall other) {
        return new HostState(networks, pods, secrets, other, foreign, occupied, volumes);
    }

    /** The same host with other pods. */
    public HostState withPods(SortedMap<String, PodState> others) {
        return new HostState(networks, others, secrets, firewall, foreign, occupied);
    }

    /** A host on which podseg has done nothing. */
    public static HostState empty() {
        return new HostState(
                new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), Firewall.NONE, new TreeMap<>(), new TreeSet<>());
    }
}
