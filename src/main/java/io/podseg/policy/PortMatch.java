package io.podseg.policy;

import io.podseg.model.Protocol;

/** Which ports of the destination a rule allows. Its text is canonical: equal matches print alike. */
public sealed interface PortMatch permits NumberedPort, NamedPort {
    /** The transport; ports of another transport never match. */
    Protocol protocol();

    /**
     * Whether a connection to this port of the destination matches. A name is resolved among the destination's
     * own container ports of the same protocol.
     */
    boolean matches(Endpoint destination, int port, Protocol protocol);
}
