package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.state.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Waits until pods that were started are ready: each container has passed its start-up and readiness probes, or has run for a
 * second where it has none, or has ended well where that is its end. Podseg runs those probes itself while it waits. Pods are
 * waited for at the same time, so that many take no longer than the slowest.
 */
public final class Readiness {
    /** What is ready sooner than this is not worth a line. */
    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** What was said before is said again after this time. */
    private static final Duration SELDOM = Duration.ofSeconds(30);

    private final PodmanPort podman;
    private final Checker checker;
    private final Pace pace;
    private final Duration limit;
    private final Listener listener;
    private final Optional<Vigil> vigil;

    /**
     * Is told what is waited for: when it has taken a while, once for each change (what was told before again after
     * half a minute at the earliest), one call at a time.
     */
    @FunctionalInterface
    public interface Listener {
        /** Tells nobody. */
        Listener SILENT = (key, state) -> {};

        /**
         * A pod is not ready.
         *
         * @param state why, such as {@code container web: readiness probe: HTTP status 503}
         */
        void waits(ObjectKey key, String state);
    }

    /**
     * How to wait.
     *
     * @param limit how long one call of {@link #await} may take; zero waits for nothing and takes everything for ready
     */
    public Readiness(PodmanPort podman, Checker checker, Pace pace, Duration limit, Listener listener) {
        this.podman = podman;
        this.checker = checker;
        this.pace = pace;
        this.limit = limit;
        this.listener = listener;
        this.vigil = Optional.empty();
    }

    private Readiness(Readiness other, Vigil vigil) {
        this.podman = other.podman;
        this.checker = other.checker;
        this.pace = other.pace;
        this.limit = other.limit;
        this.listener = other.listener;
        this.vigil = Optional.of(vigil);
    }

    /** Waits in the same way, but never keeps whoever asks waiting: what is not known yet is {@link Verdict.Waiting}. */
    public Readiness by(Vigil watcher) {
        return new Readiness(this, watcher);
    }

    /** Waits for nothing. */
    public static Readiness none(PodmanPort podman) {
        return new Readiness(
                podman, (process, check, own, time) -> Optional.empty(), Pace.REAL, Duration.ZERO, Listener.SILENT);
    }

    /** Waits for one pod that was started. */
    public Verdict await(PodSpec pod) {
        Verdict lost = new Verdict.Unready("it was not waited for to the end", List.of());
        return await(List.of(pod)).getOrDefault(pod.podmanName(), lost);
    }

    /** Waits for pods that were started, all at once; one verdict for each, by its name in Podman. */
    public Map<String, Verdict> await(List<PodSpec> pods) {
        Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
        await(pods, (pod, verdict) -> verdicts.put(pod.podmanName(), verdict));
        return new TreeMap<>(verdicts);
    }

    /**
     * Waits for pods that were started, and looks at them again after a time.
     *
     * @param steady how long they must have been ready
     */
    Map<String, Verdict> await(List<PodSpec> pods, Duration steady) throws HostException {
        if (vigil.isPresent() && !limit.isZero()) {
            Map<String, Verdict> known = new TreeMap<>();
            pods.forEach(pod -> known.put(
                    pod.podmanName(), vigil.get().verdict(pod, (each, told) -> steadily(each, steady, told))));
            return known;
        }
        Map<String, Verdict> verdicts = await(pods);
        if (steady.isZero()
                || limit.isZero()
                || !verdicts.values().stream().allMatch(Verdict.Ready.class::isInstance)) {
            return verdicts;
        }
        pace.sleep(steady);
        return await(pods);
    }

    private Verdict steadily(PodSpec pod, Duration steady, Consumer<String> told) {
        Verdict verdict = new PodWatch(podman, checker, pace, pod, limit).await(told);
        if (!(verdict instanceof Verdict.Ready) || steady.isZero()) {
            return verdict;
        }
        try {
            told.accept("it has been ready for less than " + Durations.text(steady));
            pace.sleep(steady);
            return new PodWatch(podman, checker, pace, pod, limit).await(told);
        } catch (HostException e) {
            return new Verdict.Unready(String.valueOf(e.getMessage()), List.of());
        }
    }

    /**
     * Waits for pods that were started, all at once.
     *
     * @param told is given each verdict as soon as it is known, by several threads
     */
    public void await(List<PodSpec> pods, BiConsumer<PodSpec, Verdict> told) {
        if (limit.isZero()) {
            pods.forEach(pod -> told.accept(pod, new Verdict.Ready()));
            return;
        }
        if (vigil.isPresent()) {
            pods.forEach(pod ->
                    told.accept(pod, vigil.get().verdict(pod, (each, state) -> steadily(each, Duration.ZERO, state))));
            return;
        }
        Notice notice = new Notice(pace.now());
        List<Thread> threads = new ArrayList<>();
        for (PodSpec pod : pods) {
            PodWatch watch = new PodWatch(podman, checker, pace, pod, limit);
            threads.add(Thread.ofVirtual()
                    .name("wait-" + pod.podmanName())
                    .start(() -> told.accept(pod, watch.await(state -> notice.tell(pod.key(), state)))));
        }
        threads.forEach(Readiness::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /** Passes on what has changed, once it has taken a while, and what comes back, as in a container that ends again and again, seldom. */
    private final class Notice {
        private final Instant begin;
        private final Map<ObjectKey, String> last = new HashMap<>();
        private final Map<String, Instant> said = new HashMap<>();

        Notice(Instant begin) {
            this.begin = begin;
        }

        synchronized void tell(ObjectKey key, String state) {
            Instant now = pace.now();
            if (now.isBefore(begin.plus(SILENCE)) || state.equals(last.put(key, state))) {
                return;
            }
            String line = key + " " + state;
            Instant before = said.get(line);
            if (before == null || !now.isBefore(before.plus(SELDOM))) {
                said.put(line, now);
                listener.waits(key, state);
            }
        }
    }
}
