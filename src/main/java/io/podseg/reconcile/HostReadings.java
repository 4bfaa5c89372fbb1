package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.plan.FirewallItems;
import io.podseg.plan.Inventory;
import io.podseg.plan.Plan;
import io.podseg.plan.PodLayer;
import io.podseg.plan.Revocation;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.PodState;
import io.podseg.state.SettingKey;
import io.podseg.state.TrackedConnection;
import io.podseg.state.TransactionBuilder;
import io.podseg.state.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Podman, the kernel and the namespaces of pods, put together. */
final class HostReadings {
    private final PodmanPort podman;
    private final NetfilterPort netfilter;
    private final SettingsPort settings;
    private final PodReadings pods;

    HostReadings(HostPorts host) {
        this.podman = host.podman();
        this.netfilter = host.netfilter();
        this.settings = host.settings();
        this.pods = new PodReadings(host);
    }

    /** The host as it is, or as a {@link HostView} knows it. */
    HostState observe(Optional<Inventory> last) throws HostException {
        PodmanPort.Observed observed = podman.observe();
        return new HostState(
                observed.networks(),
                observed.pods(),
                observed.secrets(),
                netfilter.believed(),
                observed.foreign(),
                new TreeSet<>(observed.occupied()),
                observed.volumes(),
                pods.rules(
                        pods.known(last.orElse(Inventory.EMPTY), observed.pods().values())),
                new TreeMap<>());
    }

    /** The same with the rules of these pods: one that should have rules may have lost all that tells that it had some. */
    HostState withPodRules(HostState actual, Set<String> wanted) throws HostException {
        Set<String> more = new TreeSet<>(wanted);
        more.removeAll(actual.podRules().keySet());
        more.retainAll(actual.pods().keySet());
        if (more.isEmpty()) {
            return actual;
        }
        SortedMap<String, Firewall> all = new TreeMap<>(actual.podRules());
        all.putAll(pods.rules(more));
        return actual.withPodRules(all);
    }

    /** The same with the settings that are podseg's or should be. */
    HostState withSettings(HostState actual, Set<SettingKey> wanted, Inventory last) throws HostException {
        Set<SettingKey> keys = new TreeSet<>(wanted);
        keys.addAll(last.settings().keySet());
        return keys.isEmpty() ? actual : actual.withSettings(settings.observe(keys));
    }

    /** What the kernel has counted. */
    Counters counters() throws HostException {
        return pods.everywhere();
    }

    /** Open connections in the namespaces of pods that the plan ends. */
    List<TrackedConnection> revokedInside(Plan plan, HostState actual) throws HostException {
        Set<String> doubted = new TreeSet<>(plan.podLayer().doubted());
        doubted.retainAll(actual.podRules().keySet());
        List<TrackedConnection> revoked = new ArrayList<>();
        pods.connections(doubted)
                .forEach((pod, open) -> revoked.addAll(
                        Revocation.revokedInPod(plan.podLayer().target().getOrDefault(pod, Firewall.NONE), open)));
        return revoked;
    }

    /**
     * Hashes of what is in force. Rules of pods count only where they are as they should be, or will be when the pod starts: others
     * are in force for nobody.
     *
     * @param now the kernel's rules where the bridges are
     */
    SortedMap<String, String> hashes(Plan plan, Firewall now) throws HostException {
        SortedMap<String, String> hashes = new TreeMap<>(FirewallItems.hashes(now));
        PodLayer layer = plan.podLayer();
        if (layer.target().isEmpty()) {
            return hashes;
        }
        SortedMap<String, PodState> there = podman.observe().pods();
        SortedMap<String, Firewall> found = pods.rules(layer.target().keySet());
        layer.target().forEach((name, target) -> {
            PodState pod = there.get(name);
            if (pod != null) {
                Firewall after = layer.after().getOrDefault(name, target);
                Firewall inside = found.getOrDefault(name, after);
                Stream.of(after, target)
                        .filter(wanted -> ReadBack.difference(wanted, TransactionBuilder.canonical(inside))
                                .isEmpty())
                        .findFirst()
                        .ifPresent(
                                wanted -> hashes.put(FirewallItems.podPart(pod.key()), FirewallItems.podHash(wanted)));
            }
        });
        return hashes;
    }

    /** What this kernel can have of a desired state. */
    HostState possible(HostState desired) {
        return desired.withFirewall(possible(desired.firewall())).withPodRules(possible(desired.podRules()));
    }

    Transition possible(Transition transition) {
        return transition.withFirewall(possible(transition.firewall())).withPodRules(possible(transition.podRules()));
    }

    private SortedMap<String, Firewall> possible(Map<String, Firewall> podRules) {
        SortedMap<String, Firewall> all = new TreeMap<>(podRules);
        all.replaceAll((pod, rules) -> possible(rules));
        return all;
    }

    private Firewall possible(Firewall firewall) {
        return netfilter.hasIpv6() ? firewall : firewall.without(Family.V6);
    }
}
