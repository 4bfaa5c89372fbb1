package io.podseg.state;

import io.podseg.model.PortRange;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How to tell whether a container has started, is ready, and is alive; what Kubernetes calls its probes.
 *
 * @param liveness where it fails, the container is started again
 * @param readiness where it fails, the container does not serve yet
 * @param startup the other two wait for it
 */
public record Probes(Optional<Probe> liveness, Optional<Probe> readiness, Optional<Probe> startup) {
    public static final Probes NONE = new Probes(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * One probe.
     *
     * @param check what is tried
     * @param initialDelay seconds after the container's start before it is tried first
     * @param timeout seconds after which an attempt has failed, 1 or more
     * @param period seconds from one attempt to the next, 1 or more
     * @param successes attempts in a row that must succeed, 1 or more
     * @param failures attempts in a row that may fail before the probe has failed, 1 or more
     */
    public record Probe(Check check, int initialDelay, int timeout, int period, int successes, int failures) {
        public Probe {
            Objects.requireNonNull(check);
            if (initialDelay < 0 || timeout < 1 || period < 1 || successes < 1 || failures < 1) {
                throw new IllegalArgumentException("numbers of a probe");
            }
        }

        /** Seconds after the container's start by which it must have succeeded once. */
        public long budget() {
            return initialDelay + (long) period * failures;
        }
    }

    /** What a probe tries. */
    public sealed interface Check {}

    /**
     * A program in the container that must end with 0.
     *
     * @param command program and arguments, no shell
     */
    public record Exec(List<String> command) implements Check {
        public Exec {
            command = List.copyOf(command);
        }
    }

    /**
     * A connection of TCP that must come about.
     *
     * @param host address or {@code localhost}; that of the pod where empty
     * @param port 1 to 65535
     */
    public record Tcp(Optional<String> host, int port) implements Check {
        public Tcp {
            requirePort(port);
        }
    }

    /**
     * A request of HTTP whose answer must have a status from 200 to 399.
     *
     * @param tls HTTPS; the certificate is not looked at
     * @param host address or {@code localhost} to connect to; that of the pod where empty
     * @param port 1 to 65535
     * @param path with the query, begins with a slash
     * @param headers of the request, in order
     */
    public record Http(boolean tls, Optional<String> host, int port, String path, List<Header> headers)
            implements Check {
        public Http {
            requirePort(port);
            headers = List.copyOf(headers);
        }
    }

    /** A header of a request. */
    public record Header(String name, String value) {}

    private static void requirePort(int port) {
        if (port < 1 || port > PortRange.MAX) {
            throw new IllegalArgumentException("port " + port);
        }
    }
}
