package io.podseg.reconcile;

import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSpec;
import io.podseg.state.Probes.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells from one look to the next whether a container is well. */
final class ContainerWatch {
    /** What dies at once has died by then. */
    private static final Duration STEADY = Duration.ofSeconds(1);
    /** What has died before has to last longer. */
    private static final Duration STEADY_AGAIN = Duration.ofSeconds(5);
    /** A container may end a few times because something that it needs is not there yet; Podman starts it again at once. */
    private static final Duration MERCY = Duration.ofSeconds(10);

    private static final int RESTARTS = 3;
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration OFTEN = Duration.ofMillis(500);

    private final PodmanPort podman;
    private final Attempts attempts;
    private final Pace pace;
    private final String restartPolicy;
    private final ContainerSpec container;
    private final Instant begin;
    private Instant start = Instant.MIN;
    private Optional<Integer> lastCode = Optional.empty();
    private boolean started;
    private boolean ready;
    private int row;

    ContainerWatch(PodmanPort podman, Attempts attempts, Pace pace, PodSpec pod, ContainerSpec container) {
        this.podman = podman;
        this.attempts = attempts;
        this.pace = pace;
        this.restartPolicy = pod.restartPolicy();
        this.container = container;
        this.begin = pace.now();
    }

    /**
     * What a look tells.
     *
     * @param state whether it is well, may become so, or never will
     * @param text what is missing, behind the container's name
     * @param again when to look again
     */
    record Sight(State state, String text, Duration again) {
        enum State {
            WELL,
            OPEN,
            FAILED
        }

        static final Sight WELL = new Sight(State.WELL, "", OFTEN);

        static Sight open(String text, Duration again) {
            return new Sight(State.OPEN, text, again);
        }

        static Sight lost(String text) {
            return new Sight(State.FAILED, text, OFTEN);
        }

        boolean well() {
            return state == State.WELL;
        }

        boolean failed() {
            return state == State.FAILED;
        }
    }

    String name() {
        return container.name();
    }

    String podmanName() {
        return container.podmanName();
    }

    Sight look() throws HostException {
        Vitals vitals = podman.vitals(container.podmanName());
        if (!vitals.startedAt().equals(start)) {
            start = vitals.startedAt();
            started = false;
            ready = false;
            row = 0;
        }
        return switch (vitals.run()) {
            case RUNNING -> running(vitals);
            case COMPLETED, FAILED -> ended(vitals);
            case SPENT ->
                Sight.lost("ended with exit code " + vitals.exitCode() + "; it was started again " + vitals.restarts()
                        + " times, and may be no more often");
            case CREATED -> Sight.open("has not started", OFTEN);
            case PAUSED -> Sight.open("is paused", OFTEN);
        };
    }

    private Sight ended(Vitals vitals) {
        lastCode = Optional.of(vitals.exitCode());
        String how = "ended with exit code " + vitals.exitCode() + (vitals.outOfMemory() ? ", out of memory" : "");
        boolean again = restartPolicy.equals("always") || restartPolicy.equals("on-failure") && vitals.exitCode() != 0;
        if (!again) {
            return vitals.exitCode() == 0 ? Sight.WELL : Sight.lost(how);
        }
        return merciful() ? Sight.open(how + " and is started again", SOON) : Sight.lost(how);
    }

    private Sight running(Vitals vitals) throws HostException {
        if (vitals.restarts() >= RESTARTS && !merciful() && !ready && !steady(vitals)) {
            String code = lastCode.map(value -> " with exit code " + value).orElse("");
            return lastCode.isEmpty() && soon()
                    ? Sight.open("ends again and again", SOON)
                    : Sight.lost(
                            "ends again and again" + code + "; it was started " + (vitals.restarts() + 1) + " times");
        }
        if (ready) {
            return Sight.WELL;
        }
        Optional<Probe> startup = container.probes().startup();
        if (startup.isPresent() && !started) {
            return starting(startup.get(), vitals);
        }
        return container.probes().readiness().isPresent()
                ? probed(container.probes().readiness().get(), vitals)
                : lasting(vitals);
    }

    private Sight starting(Probe startup, Vitals vitals) throws HostException {
        Optional<Sight> open = probe("start-up probe", startup, vitals);
        if (open.isEmpty()) {
            started = true;
            row = 0;
            return running(vitals);
        }
        boolean late = pace.now().isAfter(start.plusSeconds(startup.budget()));
        return late ? Sight.lost(open.get().text() + ", longer than " + startup.budget() + "s") : open.get();
    }

    private Sight probed(Probe readiness, Vitals vitals) {
        Optional<Sight> open = probe("readiness probe", readiness, vitals);
        ready = open.isEmpty();
        return open.orElse(Sight.WELL);
    }

    /** One attempt; empty once enough have succeeded in a row. */
    private Optional<Sight> probe(String name, Probe probe, Vitals vitals) {
        Instant first = start.plusSeconds(probe.initialDelay());
        if (pace.now().isBefore(first)) {
            return Optional.of(Sight.open(
                    "is given " + probe.initialDelay() + "s before its " + name, Duration.between(pace.now(), first)));
        }
        Optional<String> trouble = attempts.attempt(probe, vitals);
        row = trouble.isEmpty() ? row + 1 : 0;
        if (row >= probe.successes()) {
            return Optional.empty();
        }
        String text = trouble.map(what -> "fails its " + name + ": " + what)
                .orElse("has passed its " + name + " " + row + " of " + probe.successes() + " times");
        // Kubernetes looks every ten seconds unless told otherwise; somebody is waiting here.
        return Optional.of(Sight.open(text, trouble.isEmpty() ? Duration.ofSeconds(probe.period()) : OFTEN));
    }

    private Sight lasting(Vitals vitals) {
        if (steady(vitals)) {
            ready = true;
            return Sight.WELL;
        }
        Duration left = Duration.between(pace.now(), start.plus(needed(vitals)));
        return Sight.open(
                vitals.restarts() == 0
                        ? "has just started"
                        : "has just started again"
                                + lastCode.map(code -> " after exit code " + code)
                                        .orElse(""),
                vitals.restarts() == 0 ? left : SOON);
    }

    private boolean steady(Vitals vitals) {
        return !pace.now().isBefore(start.plus(needed(vitals)));
    }

    private static Duration needed(Vitals vitals) {
        return vitals.restarts() == 0 ? STEADY : STEADY_AGAIN;
    }

    private boolean merciful() {
        return pace.now().isBefore(begin.plus(MERCY));
    }

    /** Its exit code can be seen only between an end and the next start. */
    private boolean soon() {
        return pace.now().isBefore(begin.plus(MERCY).plus(STEADY_AGAIN));
    }
}
