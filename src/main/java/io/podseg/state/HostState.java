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
 * @param podRules rules in the network namespaces of pods, by Podman's name: of those that should have some in the desired state, of
 *     those that run in the actual one
 * @param settings settings of the host that podseg keeps
 */
public record HostState(
        SortedMap<String, NetworkState> networks,
        SortedMap<String, PodState> pods,
        SortedMap<String, String> secrets,
        Firewall firewall,
        SortedMap<String, ForeignContainer> foreign,
        SortedSet<String> occupied,
        SortedMap<String, VolumeState> volumes,
        SortedMap<String, Firewall> podRules,
        SortedMap<SettingKey, String> settings) {
    public HostState {
        networks = Sorted.map(networks);
        pods = Sorted.map(pods);
        secrets = Sorted.map(secrets);
        foreign = Sorted.map(foreign);
        occupied = Sorted.set(occupied);
        volumes = Sorted.map(volumes);
        podRules = Sorted.map(podRules);
        settings = Sorted.map(settings);
    }

    /** A host on which podseg has done nothing. */
    public static HostState empty() {
        return new HostState(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Firewall.NONE,
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    /** The same with other networks. */
    public HostState withNetworks(SortedMap<String, NetworkState> others) {
        return new HostState(others, pods, secrets, firewall, foreign, occupied, volumes, podRules, settings);
    }

    /** The same with another firewall. */
    public HostState withFirewall(Firewall other) {
        return new HostState(networks, pods, secrets, other, foreign, occupied, volumes, podRules, settings);
    }

    /** The same with other secrets. */
    public HostState withSecrets(SortedMap<String, String> others) {
        return new HostState(networks, pods, others, firewall, foreign, occupied, volumes, podRules, settings);
    }

    /** The same with other volumes. */
    public HostState withVolumes(SortedMap<String, VolumeState> others) {
        return new HostState(networks, pods, secrets, firewall, foreign, occupied, others, podRules, settings);
    }

    /** The same with other rules in the namespaces of pods. */
    public HostState withPodRules(SortedMap<String, Firewall> others) {
        return new HostState(networks, pods, secrets, firewall, foreign, occupied, volumes, others, settings);
    }

    /** The same with other settings. */
    public HostState withSettings(SortedMap<SettingKey, String> others) {
        return new HostState(networks, pods, secrets, firewall, foreign, occupied, volumes, podRules, others);
    }

    /** The same with other pods. */
    public HostState withPods(SortedMap<String, PodState> others) {
        return new HostState(networks, others, secrets, firewall, foreign, occupied, volumes, podRules, settings);
    }
}
