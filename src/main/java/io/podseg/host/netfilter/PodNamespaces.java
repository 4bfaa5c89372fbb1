package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PodFilters;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The packet filters in the network namespaces of pods that run, and the watch over them: whoever changes the rules or sets of one
 * that was asked about wakes the controller.
 */
public final class PodNamespaces implements PodFilters, Watch {
    /** Looking at the sets of a pod costs a process: of many pods they are looked at less often. */
    private static final int MILLIS_A_POD = 100;

    /** How much longer than its pod a namespace may be held by who listens there. */
    private static final int LISTEN_SECONDS = 2;

    private final CommandRunner runner;
    private final Duration interval;
    private final Map<Long, PodNamespace> known = new ConcurrentHashMap<>();

    /**
     * Knows none yet.
     *
     * @param runner runs commands where podseg runs
     * @param interval the shortest time between two looks at the sets of a pod
     */
    public PodNamespaces(CommandRunner runner, Duration interval) {
        this.runner = runner;
        this.interval = interval;
    }

    /**
     * The packet filter in the network namespace of a process. It serves that process alone, and not another that has its number
     * later, and never the namespace that podseg itself is in.
     */
    @Override
    public NetfilterPort in(long process) {
        return known.compute(process, (key, old) -> old != null && old.isThere() ? old : new PodNamespace(key, runner))
                .filter();
    }

    @Override
    public boolean isThere(long process) {
        return new PodNamespace(process, runner).isThere();
    }

    /** Forgets all but these. */
    @Override
    public void retain(Set<Long> processes) {
        known.keySet().retainAll(processes);
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        Thread thread = Thread.ofPlatform().name("pods-watch").daemon().start(() -> watch(wake));
        return thread::interrupt;
    }

    /** Nobody knows what happened between the first look of whoever asked about a pod and the moment from which it is watched. */
    private void watch(Consumer<Trigger> wake) {
        List<List<String>> lists = new SetsWatch(runner, interval).lists();
        Map<PodNamespace, Integer> pictures = new HashMap<>();
        Map<PodNamespace, RulesListener> listeners = new HashMap<>();
        try {
            while (true) {
                List<PodNamespace> all =
                        known.values().stream().filter(PodNamespace::isThere).toList();
                leave(listeners, all);
                pictures.keySet().retainAll(all);
                List<RulesListener> begun = new ArrayList<>();
                all.forEach(pod -> listeners.computeIfAbsent(pod, each -> listener(each, wake, begun)));
                begun.forEach(RulesListener::awaitListening);
                boolean changed = !begun.isEmpty();
                for (PodNamespace pod : all) {
                    int now = pod.picture(lists);
                    Integer before = pictures.put(pod, now);
                    changed |= before != null && before != now && pod.isThere();
                }
                if (changed) {
                    wake.accept(Trigger.NETFILTER);
                }
                Thread.sleep(Math.max(interval.toMillis(), (long) all.size() * MILLIS_A_POD));
            }
        } catch (InterruptedException e) {
            leave(listeners, List.of());
        }
    }

    private static RulesListener listener(PodNamespace pod, Consumer<Trigger> wake, List<RulesListener> begun) {
        RulesListener listener = new RulesListener(place(pod), () -> wake.accept(Trigger.NETFILTER)).start();
        begun.add(listener);
        return listener;
    }

    private static RulesListener.Place place(PodNamespace pod) {
        return new RulesListener.Place(Optional.of(pod.file()), pod::isThere, LISTEN_SECONDS);
    }

    private static void leave(Map<PodNamespace, RulesListener> listeners, List<PodNamespace> staying) {
        listeners.entrySet().removeIf(listener -> {
            if (staying.contains(listener.getKey())) {
                return false;
            }
            listener.getValue().close();
            return true;
        });
    }
}
