package io.podseg.host.podman;

import io.podseg.host.podman.api.SecretRow;
import io.podseg.model.Owner;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Podman secrets are podseg's, and whose. Podman has labels on secrets only from 4.7; before, the name has to tell.
 */
final class SecretNames {
    private static final String PREFIX = "podseg_";
    /** Kubernetes names have no underscore, so the parts are unambiguous. */
    private static final Pattern SPOKEN = Pattern.compile("podseg_([^_]+)_([^_]+)_[^_]+_[^_]+");

    private SecretNames() {}

    /**
     * The declared Secret's id, {@code namespace/name}; where neither label nor name tells it, the Podman name. Empty for
     * secrets of others.
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
        Matcher spoken = SPOKEN.matcher(spec.name());
        return Optional.of(spoken.matches() ? spoken.group(1) + "/" + spoken.group(2) : spec.name());
    }
}
