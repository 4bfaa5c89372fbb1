package io.podseg.reconcile;

import io.podseg.model.Ip;
import io.podseg.state.Probes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks servers from within the network namespaces of their pods, so that no image needs a program for it. */
@FunctionalInterface
public interface Checker {
    /**
     * Tries once.
     *
     * @param process a process in the pod's network namespace
     * @param check {@link Probes.Http} or {@link Probes.Tcp}
     * @param own addresses of the pod, asked where the check names no host; none for a pod on the host's network
     * @param limit how long an answer is waited for
     * @return what is wrong, as a phrase such as {@code HTTP status 503}; empty where the check succeeds
     */
    Optional<String> check(long process, Probes.Check check, List<Ip> own, Duration limit) throws HostException;
}
