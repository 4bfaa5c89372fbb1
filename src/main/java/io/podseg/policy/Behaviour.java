package io.podseg.policy;

import java.util.List;
import java.util.Optional;

/**
 * Endpoints that no policy of two worlds can tell apart.
 *
 * @param role what they are
 * @param before one of them as it was, where they existed
 * @param after one of them as it will be, where they exist
 * @param ids ids of all, sorted; of outside addresses the block
 */
record Behaviour(Role role, Optional<Endpoint> before, Optional<Endpoint> after, List<String> ids) {
    /** What stands at an end of a connection. */
    enum Role {
        POD,
        NODE,
        RESOLVER,
        OUTSIDE
    }

    static Role role(Endpoint endpoint) {
        return switch (endpoint.kind()) {
            case POD, FOREIGN -> endpoint.hostNetwork() ? Role.NODE : Role.POD;
            case RESOLVER -> Role.RESOLVER;
            case EXTERNAL -> Role.OUTSIDE;
        };
    }
}
