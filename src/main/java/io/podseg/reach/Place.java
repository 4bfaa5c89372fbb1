package io.podseg.reach;

import io.podseg.model.Ip;
import java.util.Objects;

/**
 * Where an endpoint stands on the host.
 *
 * @param address an address that it has now
 * @param bridge bridge of the network that the address belongs to
 */
public record Place(Ip address, String bridge) {
    public Place {
        Objects.requireNonNull(address);
        Objects.requireNonNull(bridge);
    }
}
