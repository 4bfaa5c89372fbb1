package io.podseg.reconcile;

import io.podseg.plan.Change;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import io.podseg.trust.TrustRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches images beside the controller's work: a registry that is slow, or an image of gigabytes, delays nobody but the pod that
 * needs it. Whoever asks is told what is known by now; when more is known, the controller is woken and asks again.
 */
public final class Fetching {
    private static final int AT_ONCE = 4;

    /** What was fetched is not asked for again so soon. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private static final Set<String> ASKING = Set.of("Always", "Newer");

    private final PodmanPort podman;
    private final Runnable wake;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Map<String, Fetch> pods = new HashMap<>();
    private final Set<String> present = new HashSet<>();

    /**
     * Fetches nothing yet.
     *
     * @param wake called by any thread when something is known
     */
    public Fetching(PodmanPort podman, Runnable wake) {
        this.podman = podman;
        this.wake = wake;
    }

    /** What is known of one pod's images; guarded by the object around it. */
    private static final class Fetch {
        private final PodSpec pod;
        private boolean done;
        private @Nullable String failure;
        private long since;

        Fetch(PodSpec pod) {
            this.pod = pod;
        }
    }

    private record Need(String image, String policy) {}

    /** A turn begins: what was on the host in the last one may be gone. */
    public synchronized void begin() {
        present.clear();
        pods.values().removeIf(fetch -> fetch.done && System.nanoTime() - fetch.since > FRESH.toNanos());
    }

    /**
     * What becomes of a change whose images are not there yet; empty where it can be carried out.
     *
     * @param trust which images need which signatures
     */
    public Optional<Outcome> before(Change change, TrustRules trust) {
        return switch (change) {
            case Change.CreatePod create -> before(change, create.pod(), trust);
            case Change.ReplacePod replace -> before(change, replace.pod(), trust);
            case Change.Rollout rollout ->
                rollout.create().stream().findFirst().flatMap(pod -> before(change, pod, trust));
            default -> Optional.empty();
        };
    }

    private synchronized Optional<Outcome> before(Change change, PodSpec pod, TrustRules trust) {
        Fetch known = pods.get(pod.podmanName());
        if (known == null || !known.pod.equals(pod)) {
            if (!isMissing(pod)) {
                return Optional.empty();
            }
            Fetch fetch = new Fetch(pod);
            pods.put(pod.podmanName(), fetch);
            Thread.ofVirtual().name("fetch-" + pod.podmanName()).start(() -> fetch(fetch, trust));
            return Optional.of(new Outcome.Waiting(change, "its images are being fetched"));
        }
        if (!known.done) {
            return Optional.of(new Outcome.Waiting(change, "its images are being fetched"));
        }
        if (known.failure == null) {
            return Optional.empty();
        }
        pods.remove(pod.podmanName());
        return Optional.of(new Outcome.Failed(change, known.failure));
    }

    private boolean isMissing(PodSpec pod) {
        return needs(pod).anyMatch(need -> ASKING.contains(need.policy()) || !isPresent(need.image()));
    }

    private static Stream<Need> needs(PodSpec pod) {
        return pod.everyContainer()
                .flatMap(container -> Stream.concat(
                        Stream.of(new Need(container.image(), container.pullPolicy())),
                        container.mounts().stream()
                                .flatMap(mount -> mount instanceof MountSpec.Image image
                                        ? Stream.of(new Need(image.reference(), image.pullPolicy()))
                                        : Stream.empty())));
    }

    private boolean isPresent(String image) {
        try {
            return present.contains(image) || podman.image(image, false).isPresent() && present.add(image);
        } catch (HostException e) {
            return false;
        }
    }

    private void fetch(Fetch fetch, TrustRules trust) {
        String failure = null;
        try {
            turns.acquire();
            try {
                podman.provideImages(fetch.pod, trust);
            } finally {
                turns.release();
            }
        } catch (HostException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = "podseg is being stopped";
        }
        synchronized (this) {
            fetch.failure = failure;
            fetch.done = true;
            fetch.since = System.nanoTime();
        }
        wake.run();
    }
}
