package io.podseg.audit.facts;

import java.util.List;
import java.util.Objects;

/**
 * What the audit knows of a host.
 *
 * @param rootless whether Podman runs for an ordinary user
 * @param trust what policy.json demands of images, by scope
 * @param registries registries that are configured
 * @param files files whose owner and mode matter
 * @param deviations where what is in force is not what was declared
 */
public record HostAudit(
        boolean rootless,
        List<Trust> trust,
        List<Registry> registries,
        List<Guarded> files,
        List<Deviation> deviations) {
    public HostAudit {
        trust = List.copyOf(trust);
        registries = List.copyOf(registries);
        files = List.copyOf(files);
        deviations = List.copyOf(deviations);
    }

    /**
     * What is demanded of the images of a scope.
     *
     * @param file where it is written
     * @param scope transport and scope as in containers-policy.json(5), {@code default} for all others
     * @param types types of its requirements
     */
    public record Trust(String file, String scope, List<String> types) {
        public Trust {
            Objects.requireNonNull(file);
            Objects.requireNonNull(scope);
            types = List.copyOf(types);
        }
    }

    /**
     * A registry.
     *
     * @param file where it is written
     * @param location its host and path
     * @param insecure whether it is spoken to without TLS, or without checking it
     */
    public record Registry(String file, String location, boolean insecure) {
        public Registry {
            Objects.requireNonNull(file);
            Objects.requireNonNull(location);
        }
    }

    /**
     * A file whose owner and mode matter.
     *
     * @param path path
     * @param purpose what it is, for messages
     * @param owner number of its user
     * @param expectedOwner number that it should be; another one may be root
     * @param mode permission bits
     * @param forbidden bits that must not be set
     */
    public record Guarded(String path, String purpose, int owner, int expectedOwner, int mode, int forbidden) {
        public Guarded {
            Objects.requireNonNull(path);
            Objects.requireNonNull(purpose);
        }
    }

    /**
     * Something that is not in force as it was declared.
     *
     * @param check id of the check that tells it
     * @param subject what it is about
     * @param message one sentence
     */
    public record Deviation(String check, Subject subject, String message) {
        public Deviation {
            Objects.requireNonNull(check);
            Objects.requireNonNull(subject);
            Objects.requireNonNull(message);
        }
    }
}
