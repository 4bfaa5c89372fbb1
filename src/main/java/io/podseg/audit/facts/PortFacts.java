package io.podseg.audit.facts;

import io.podseg.model.Protocol;
import java.util.Objects;

/**
 * A published port.
 *
 * @param container name of the container that declares it
 * @param hostIp address that it is bound to; empty for all
 * @param hostPort number on the host
 * @param containerPort number inside
 * @param protocol protocol
 * @param pointer JSON pointer below the pod
 */
public record PortFacts(
        String container, String hostIp, int hostPort, int containerPort, Protocol protocol, String pointer) {
    public PortFacts {
        Objects.requireNonNull(container);
        Objects.requireNonNull(hostIp);
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(pointer);
    }

    /** Whether every address of the host answers. */
    public boolean everywhere() {
        return hostIp.isEmpty() || hostIp.equals("0.0.0.0") || hostIp.equals("::");
    }
}
