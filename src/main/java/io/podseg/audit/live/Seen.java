package io.podseg.audit.live;

import java.util.Objects;
import java.util.Optional;

/**
 * All that is known of a container.
 *
 * @param told what Podman tells
 * @param configured what its OCI runtime was given; empty where it never started, or that cannot be read
 * @param running what the kernel tells; empty where it does not run
 */
public record Seen(Inspected told, Optional<Configured> configured, Optional<Running> running) {
    public Seen {
        Objects.requireNonNull(told);
        Objects.requireNonNull(configured);
        Objects.requireNonNull(running);
    }
}
