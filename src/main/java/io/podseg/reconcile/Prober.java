package io.podseg.reconcile;

import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes real connections from within network namespaces of this host. */
public interface Prober {
    /** How many attempts one call takes. */
    int capacity();

    /**
     * Makes attempts, all at once.
     *
     * @param limit how long an answer is waited for
     * @return one answer for each attempt, in order
     */
    List<Answer> probe(List<Attempt> attempts, Duration limit) throws HostException;

    /**
     * A connection to try.
     *
     * @param from a process in the network namespace that sends; empty for the node's own
     * @param listener a process in the network namespace of the destination, where a socket may be opened for as long as the
     *     attempt takes, if the port is free; empty where none may
     * @param destination address
     * @param port 1 to 65535
     * @param protocol TCP or UDP
     */
    record Attempt(Optional<Long> from, Optional<Long> listener, Ip destination, int port, Protocol protocol) {
        public Attempt {
            Objects.requireNonNull(destination);
            if (protocol == Protocol.SCTP) {
                throw new IllegalArgumentException("SCTP is not probed");
            }
            if (port < 1 || port > PortRange.MAX) {
                throw new IllegalArgumentException("port " + port);
            }
        }
    }

    /** What an attempt met. */
    sealed interface Answer {}

    /** It got through: a connection, a reset or an ICMP error of the port came back, or the packet was received. */
    record Passed() implements Answer {}

    /** It did not get through: there is no route, or the packet was waited for where it should have arrived. */
    record Lost() implements Answer {}

    /**
     * Nothing came back in time.
     *
     * @param port port that it was sent from
     */
    record Silent(int port) implements Answer {}
}
