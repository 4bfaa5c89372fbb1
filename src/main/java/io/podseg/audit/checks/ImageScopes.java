package io.podseg.audit.checks;

import io.podseg.audit.facts.HostAudit.Trust;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of the scopes of containers-policy.json(5) and containers-registries.conf(5) an image belongs to. */
final class ImageScopes {
    private static final String DOCKER = "docker:";
    private static final String WILDCARD = "*.";

    private ImageScopes() {}

    /**
     * Whether an image is of a scope: a registry, a path in it, a repository, one of its tags, or all registries below a domain.
     *
     * @param scope {@code registry[/path][:tag]} or {@code *.domain}; empty for all
     */
    static boolean within(String reference, String scope) {
        if (scope.isEmpty()) {
            return true;
        }
        if (scope.startsWith(WILDCARD)) {
            String host = reference.split("[/:@]", 2)[0];
            return host.endsWith(scope.substring(1));
        }
        if (!reference.startsWith(scope)) {
            return false;
        }
        String rest = reference.substring(scope.length());
        return rest.isEmpty() || "/:@".indexOf(rest.charAt(0)) >= 0;
    }

    /** What is demanded of an image from a registry: that of the longest scope that it belongs to. */
    static Optional<Trust> of(String reference, List<Trust> trust) {
        return trust.stream()
                .filter(entry -> entry.scope().startsWith(DOCKER)
                        && within(reference, entry.scope().substring(DOCKER.length())))
                .max(Comparator.comparingInt(entry -> entry.scope().length()))
                .or(() -> trust.stream()
                        .filter(entry -> entry.scope().equals("default"))
                        .findFirst());
    }
}
