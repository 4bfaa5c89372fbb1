package io.podseg.reconcile;

import io.podseg.state.PodSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for pods beside the controller's work, so that neither the firewall nor anything else waits with it. Whoever asks is
 * told what is known by now; when more is known, the controller is woken and asks again.
 */
public final class Vigil {
    /** A pod that became ready is taken for ready so long without another look. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Runnable wake;
    private final Map<String, Watched> pods = new HashMap<>();

    /**
     * Watches nothing yet.
     *
     * @param wake called by any thread when a verdict is there
     */
    public Vigil(Runnable wake) {
        this.wake = wake;
    }

    /** One pod; all fields are guarded by the vigil. */
    private static final class Watched {
        private final PodSpec pod;
        private String state = "it has just been started";
        private @Nullable Verdict verdict;
        private long since;
        private @Nullable Thread thread;

        Watched(PodSpec pod) {
            this.pod = pod;
        }
    }

    /**
     * What is known of a pod; begins to wait for it where nobody does.
     *
     * @param waits waits to the end, on a thread of its own, and tells what is missing meanwhile
     */
    synchronized Verdict verdict(PodSpec pod, BiFunction<PodSpec, Consumer<String>, Verdict> waits) {
        Watched known = pods.get(pod.podmanName());
        if (known != null && known.pod.equals(pod)) {
            if (known.verdict == null) {
                return new Verdict.Waiting(known.state);
            }
            boolean ready = known.verdict instanceof Verdict.Ready;
            if (!ready) {
                pods.remove(pod.podmanName());
            }
            if (!ready || System.nanoTime() - known.since < FRESH.toNanos()) {
                return known.verdict;
            }
        }
        forget(pod.podmanName());
        return begin(pod, waits);
    }

    private Verdict begin(PodSpec pod, BiFunction<PodSpec, Consumer<String>, Verdict> waits) {
        Watched watched = new Watched(pod);
        pods.put(pod.podmanName(), watched);
        watched.thread = Thread.ofVirtual().name("wait-" + pod.podmanName()).unstarted(() -> {
            Verdict verdict = waits.apply(pod, state -> told(watched, state));
            ended(watched, verdict);
        });
        watched.thread.start();
        return new Verdict.Waiting(watched.state);
    }

    private synchronized void told(Watched watched, String state) {
        watched.state = state;
    }

    private void ended(Watched watched, Verdict verdict) {
        boolean wanted;
        synchronized (this) {
            watched.verdict = verdict;
            watched.since = System.nanoTime();
            wanted = pods.get(watched.pod.podmanName()) == watched;
        }
        if (wanted) {
            wake.run();
        }
    }

    /** What is waited for, where a pod of this specification is being waited for. */
    public synchronized Optional<String> waiting(PodSpec pod) {
        return Optional.ofNullable(pods.get(pod.podmanName()))
                .filter(watched -> watched.verdict == null && watched.pod.equals(pod))
                .map(watched -> watched.state);
    }

    /** Nobody asks for a pod any more. */
    public synchronized void forget(String podmanName) {
        Watched watched = pods.remove(podmanName);
        if (watched != null && watched.thread != null) {
            watched.thread.interrupt();
        }
    }

    /** Nobody asks for pods that are not there any more. */
    public synchronized void retain(Set<String> podmanNames) {
        List.copyOf(pods.keySet()).stream()
                .filter(name -> !podmanNames.contains(name))
                .forEach(this::forget);
    }

    /** Ends all waiting. */
    public synchronized void close() {
        List.copyOf(pods.keySet()).forEach(this::forget);
    }
}
