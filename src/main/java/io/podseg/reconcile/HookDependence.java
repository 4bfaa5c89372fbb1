package io.podseg.reconcile;

import io.podseg.desired.HostFacts;
import io.podseg.state.HostState;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodState;
import java.util.Optional;

/** Pods that run have their rules whatever becomes of the hook; started again by somebody else, they would not get them. */
public final class HookDependence {
    private HookDependence() {}

    /** What the host's pods are in danger of, as one sentence; empty where the hook would run, or no pod needs it. */
    public static Optional<String> problem(HostState actual, HostFacts facts) {
        return facts.hookProblem()
                .filter(problem -> needed(actual, facts.rootless()))
                .map(problem -> problem + ": pods that somebody else starts again would run without their rules;"
                        + " run: podseg hook install");
    }

    /** Rootless, the bridges' own rules go with the last container, and the hook brings them back. */
    private static boolean needed(HostState actual, boolean rootless) {
        return actual.pods().values().stream().anyMatch(pod -> pod.podLayer() || rootless && onBridge(pod));
    }

    private static boolean onBridge(PodState pod) {
        return pod.network().kind() == NetworkMode.Kind.BRIDGE;
    }
}
