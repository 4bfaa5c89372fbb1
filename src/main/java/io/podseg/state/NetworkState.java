package io.podseg.state;

import io.podseg.model.NetworkSpec;
import java.util.Objects;

/**
 * A Podman network.
 *
 * @param spec what it is; in the desired state subnets, gateways, lease ranges and interface name are all chosen
 * @param owned whether podseg made it (it carries the owner label); always true in the desired state
 */
public record NetworkState(NetworkSpec spec, boolean owned) {
    public NetworkState {
        Objects.requireNonNull(spec);
    }
}
