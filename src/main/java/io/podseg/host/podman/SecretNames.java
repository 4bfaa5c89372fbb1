package io.podseg.host.podman;

import io.podseg.host.podman.api.SecretRow;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import java.util.Map;
import java.util.Optional;

/**
 * Which Podman secrets are podseg's, and whose. Where Podman lists no labels of secrets (4.3), the declared Secret's id
 * stands among the driver's options, which the file driver keeps and does not read.
 */
final class SecretNames {
    private static final String PREFIX = "podseg_";

    private SecretNames() {}

    /** Driver options that name the declared Secret. */
    static Map<String, String> options(ObjectKey key) {
        return Map.of(Owner.NAME, key.id());
    }

    /**
     * The declared Secret's id, {@code namespace/name}; where nothing tells it, the Podman name. Empty for secrets of others.
     */
    static Optional<String> declared(SecretRow.Spec spec) {
        if (!spec.name().startsWith(PREFIX)) {
            return Optional.empty();
        }
        String namespace = spec.labels().get(Owner.NAMESPACE);
        String name = spec.labels().get(Owner.NAME);
        if (namespace != null && name != null) {
            return Optional.of(namespace + "/" + name);
        }
        return Optional.of(spec.driver().options().getOrDefault(Owner.NAME, spec.name()));
    }
}
