package io.podseg.reconcile;

import io.podseg.reconcile.ContainerWatch.Sight;
import io.podseg.state.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Looks at one pod again and again until it is ready, has failed, or time is up. */
final class PodWatch {
    /** A container that ends is one of many here; so much of what it wrote is shown. */
    private static final int LINES = 10;

    private final PodmanPort podman;
    private final Pace pace;
    private final Duration limit;
    private final Instant begin;
    private final List<ContainerWatch> containers;

    PodWatch(PodmanPort podman, Checker checker, Pace pace, PodSpec pod, Duration limit) {
        this.podman = podman;
        this.pace = pace;
        this.limit = limit;
        this.begin = pace.now();
        this.containers = pod.containers().stream()
                .map(container ->
                        new ContainerWatch(podman, new Attempts(podman, checker, pod, container), pace, pod, container))
                .toList();
    }

    /** A container's name in Podman and what was seen. */
    private record Seen(String container, String name, Sight sight) {}

    /**
     * Waits.
     *
     * @param told what is missing, at each look
     */
    Verdict await(Consumer<String> told) {
        try {
            while (true) {
                List<Seen> open = look();
                if (open.isEmpty()) {
                    return new Verdict.Ready();
                }
                Seen first = open.stream()
                        .filter(seen -> seen.sight().failed())
                        .findFirst()
                        .orElse(open.getFirst());
                String state =
                        "container " + first.container() + " " + first.sight().text();
                Duration left = Duration.between(pace.now(), begin.plus(limit));
                if (first.sight().failed()) {
                    return unready(first, state);
                }
                if (!left.isPositive()) {
                    return unready(first, "not ready within " + Durations.text(limit) + ": " + state);
                }
                told.accept(state);
                pace.sleep(shortest(open, left));
            }
        } catch (HostException e) {
            return new Verdict.Unready(
                    "whether it is ready could not be told: "
                            + String.valueOf(e.getMessage()).replaceFirst("\\.$", ""),
                    List.of());
        }
    }

    /** Containers that are not well. */
    private List<Seen> look() throws HostException {
        List<Seen> open = new java.util.ArrayList<>();
        for (ContainerWatch container : containers) {
            Sight sight = container.look();
            if (!sight.well()) {
                open.add(new Seen(container.name(), container.podmanName(), sight));
            }
        }
        return open;
    }

    private static Duration shortest(List<Seen> open, Duration left) {
        return open.stream()
                .map(seen -> seen.sight().again())
                .reduce(left, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    private Verdict unready(Seen seen, String reason) {
        try {
            return new Verdict.Unready(reason, podman.logs(seen.name(), LINES));
        } catch (HostException e) {
            return new Verdict.Unready(reason + "; what it wrote cannot be read: " + e.getMessage(), List.of());
        }
    }
}
