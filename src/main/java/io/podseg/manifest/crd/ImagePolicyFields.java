package io.podseg.manifest.crd;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spec of an ImagePolicy. The descriptions are what users read in {@code crds/}. */
public record ImagePolicyFields(
        @JsonPropertyDescription(
                "Images that no scope of any ImagePolicy holds: reject or accept. All policies must agree.")
        @Default("reject")
        @Nullable
        Verdict others,

        @JsonPropertyDescription(
                "Images that come from no registry (podman load and import: archives, folders, other engines): reject or accept. "
                        + "What policy.json says of them stays where this is absent.")
        @Nullable
        Verdict archives,

        @JsonPropertyDescription(
                "Registries, namespaces of repositories, repositories and images; of several that hold an "
                        + "image the most specific one alone counts.")
        @Nullable
        List<Scope> scopes) {

    /** What becomes of an image. */
    public enum Verdict {
        accept,
        reject
    }

    /** What becomes of the images of one scope. */
    public record Scope(
            @JsonPropertyDescription(
                    "registry.example.org, registry.example.org:5000/team, registry.example.org/team/app, "
                            + "the same with a tag or digest, or *.example.org. Images of this host alone are of localhost.")
            @Required
            @Nullable
            String name,

            @JsonPropertyDescription("Whether images of the scope may run at all.") @Default("accept") @Nullable
            Verdict verdict,

            @JsonPropertyDescription("Whether pods must name the images by digest (@sha256:...).")
            @Default("false")
            @Nullable
            Boolean requireDigest,

            @JsonPropertyDescription("Simple signing: a signature by one of these OpenPGP keys is required.") @Nullable
            Signature signedBy,

            @JsonPropertyDescription("Sigstore: a signature with this public key, attached to the image, is required.")
            @Nullable
            Signature sigstoreSigned,

            @JsonPropertyDescription("URL (http, https or file) below which simple signatures stand.") @Nullable
            String lookaside) {}

    /** Who must have signed, and for what. */
    public record Signature(
            @JsonPropertyDescription("Public keys; a signature by any of them will do. Sigstore takes one.")
            @Required
            @Nullable
            List<Key> keys,

            @JsonPropertyDescription("What the signature must be for; matchRepoDigestOrExact where absent.") @Nullable
            Identity signedIdentity) {}

    /** A public key; one of the two fields. */
    public record Key(
            @JsonPropertyDescription("The key itself: ASCII-armored OpenPGP, or PEM for sigstore.") @Nullable
            String inline,

            @JsonPropertyDescription("Absolute path of a file on the host.") @Nullable
            String path) {}

    /** An identity requirement of containers-policy.json(5). */
    public record Identity(
            @JsonPropertyDescription("How the name in the signature and that of the image are compared.")
            @Required
            @Nullable
            IdentityType type,

            @JsonPropertyDescription("For exactReference: the reference that was signed.") @Nullable
            String dockerReference,

            @JsonPropertyDescription("For exactRepository: the repository that was signed.") @Nullable
            String dockerRepository,

            @JsonPropertyDescription("For remapIdentity: beginning of the image's name.") @Nullable
            String prefix,

            @JsonPropertyDescription("For remapIdentity: what stands in its place in the signature.") @Nullable
            String signedPrefix) {}

    /** The types of containers-policy.json(5). */
    public enum IdentityType {
        matchExact,
        matchRepoDigestOrExact,
        matchRepository,
        exactReference,
        exactRepository,
        remapIdentity
    }
}
