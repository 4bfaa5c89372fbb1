package io.podseg.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What images may run (podseg.io/v1alpha1 ImagePolicy).
 *
 * @param others what becomes of images that no scope holds
 * @param archives what becomes of images that come from no registry: archives, folders, other engines; empty where the policy
 *     does not say
 * @param scopes registries, repositories and images, in the order declared
 */
public record ImagePolicy(Verdict others, Optional<Verdict> archives, List<Scope> scopes) {
    public ImagePolicy {
        Objects.requireNonNull(others);
        Objects.requireNonNull(archives);
        scopes = List.copyOf(scopes);
    }

    /** What becomes of an image. */
    public enum Verdict {
        ACCEPT,
        REJECT
    }

    /**
     * A part of all images.
     *
     * @param name as containers-policy.json(5) names scopes of the transport {@code docker}: a registry, a namespace of
     *     repositories, a repository, an image, or {@code *.} and a domain
     * @param verdict whether its images may run at all
     * @param digest whether they must be named by digest
     * @param signedBy simple signing that is required
     * @param sigstore sigstore signature that is required; with both, each must be there
     * @param lookaside URL below which simple signatures stand
     */
    public record Scope(
            String name,
            Verdict verdict,
            boolean digest,
            Optional<Signature> signedBy,
            Optional<Signature> sigstore,
            Optional<String> lookaside) {
        public Scope {
            Objects.requireNonNull(name);
            Objects.requireNonNull(verdict);
        }

        /** Whether images need a signature. */
        public boolean signed() {
            return signedBy.isPresent() || sigstore.isPresent();
        }
    }

    /**
     * Who must have signed.
     *
     * @param keys any one of these, one at least
     * @param identity what the signature must say that it is for; Podman's default where empty
     */
    public record Signature(List<Key> keys, Optional<Identity> identity) {
        public Signature {
            keys = List.copyOf(keys);
        }
    }

    /** Public keys. */
    public sealed interface Key {}

    /**
     * Keys that stand in the manifest.
     *
     * @param text ASCII-armored OpenPGP keys, or a key in PEM
     */
    public record Inline(String text) implements Key {}

    /**
     * Keys in a file of the host, which Podman reads whenever it needs them.
     *
     * @param path absolute
     */
    public record KeyFile(String path) implements Key {}

    /**
     * What a signature must be for, as containers-policy.json(5) has it.
     *
     * @param type such as {@code matchRepository}
     * @param first the reference, repository or prefix that the type needs; empty for those that need none
     * @param second the signed prefix of {@code remapIdentity}
     */
    public record Identity(String type, Optional<String> first, Optional<String> second) {}
}
