package io.podseg.reconcile;

import io.podseg.plan.FirewallItems;
import io.podseg.plan.Inventory;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.KernelRules;
import io.podseg.state.PodState;
import io.podseg.state.TrackedConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Reads in the network namespaces of those pods that have rules there, or should: a host without any costs nothing.
 */
public final class PodReadings {
    /** For five seconds Podman may still tell a process that has ended. */
    static final int MORE = 50;

    static final Duration PAUSE = Duration.ofMillis(100);

    private final PodmanPort podman;
    private final NetfilterPort netfilter;
    private final PodRulesPort rules;

    public PodReadings(HostPorts host) {
        this.podman = host.podman();
        this.netfilter = host.netfilter();
        this.rules = host.podRules();
    }

    private interface Reading<T> {
        T read(NetfilterPort kernel) throws HostException;
    }

    /** Rules of those that run, by Podman's name. */
    SortedMap<String, Firewall> rules(Set<String> pods) throws HostException {
        return each(pods, NetfilterPort::believed);
    }

    /** Everything that decides about packets in their namespaces, what others wrote there too, by Podman's name. */
    public SortedMap<String, KernelRules> everything(Set<String> pods) throws HostException {
        return each(pods, NetfilterPort::rules);
    }

    /** Pods whose rules have been kept or were read back before. */
    Set<String> known(Inventory last, Collection<PodState> pods) throws HostException {
        Set<String> known = new TreeSet<>(rules.kept());
        pods.stream()
                .filter(pod -> last.firewall().containsKey(FirewallItems.podPart(pod.key())))
                .forEach(pod -> known.add(pod.podmanName()));
        return known;
    }

    /** Open connections in their namespaces, by Podman's name. */
    SortedMap<String, List<TrackedConnection>> connections(Set<String> pods) throws HostException {
        return each(pods, NetfilterPort::connections);
    }

    /** What was counted in each namespace, by Podman's name of the pod. */
    private SortedMap<String, Counters> counters() throws HostException {
        return each(rules.kept(), NetfilterPort::counters);
    }

    /** What was counted where the bridges are, and in each of those namespaces. */
    public Counters everywhere() throws HostException {
        return netfilter.counters().withPods(counters());
    }

    private <T> SortedMap<String, T> each(Set<String> pods, Reading<T> reading) throws HostException {
        if (pods.isEmpty()) {
            return new TreeMap<>();
        }
        SortedMap<String, Long> processes = podman.processes();
        rules.retain(Set.copyOf(processes.values()));
        Map<String, T> found = new ConcurrentSkipListMap<>();
        Map<String, HostException> failures = new ConcurrentSkipListMap<>();
        new Crew(podman.atOnce())
                .each(pods.stream().filter(processes::containsKey).toList(), pod -> {
                    try {
                        found.put(pod, reading.read(rules.in(processes.getOrDefault(pod, 0L))));
                    } catch (HostException e) {
                        failures.put(pod, e);
                    }
                });
        for (Map.Entry<String, HostException> failure : failures.entrySet()) {
            again(failure.getKey(), reading, failure.getValue(), found);
        }
        return new TreeMap<>(found);
    }

    /** A pod may have ended since, or have been started again, or be about to end. */
    private <T> void again(String pod, Reading<T> reading, HostException first, Map<String, T> found)
            throws HostException {
        for (int more = MORE; ; more--) {
            long process = podman.infraProcess(pod);
            if (process == 0) {
                return;
            }
            try {
                found.put(pod, reading.read(rules.in(process)));
                return;
            } catch (HostException e) {
                if (more == 0 || rules.isThere(process)) {
                    e.addSuppressed(first);
                    throw new HostException(
                            "The rules in the network namespace of pod " + pod + " cannot be read: " + e.getMessage(),
                            e);
                }
                Pace.REAL.sleep(PAUSE);
            }
        }
    }
}
