package io.podseg.audit.facts;

import java.util.Objects;

/**
 * An image as whoever made the container named it.
 *
 * @param reference name with tag or digest; an id of hex digits where that is all that is known
 * @param local whether it was built here, so that no registry vouches for it
 * @param unnamed whether there are policies for images and none names it, so that it runs only since all others are accepted
 */
public record ImageFacts(String reference, boolean local, boolean unnamed) {
    public ImageFacts {
        Objects.requireNonNull(reference);
    }

    /** An image of a registry. */
    public static ImageFacts of(String reference) {
        return new ImageFacts(reference, reference.startsWith("localhost/"), false);
    }

    /** The same, of which no policy for images says anything though there are some. */
    public ImageFacts withoutPolicy() {
        return new ImageFacts(reference, local, true);
    }

    /** Whether its content cannot change under this name. */
    public boolean pinned() {
        return reference.contains("@sha256:") || reference.contains("@sha512:");
    }

    /** Its tag; {@code latest} where there is none, empty where a digest stands in its place. */
    public String tag() {
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        int colon = name.indexOf(':');
        if (pinned()) {
            name = name.substring(0, name.indexOf('@'));
            colon = name.indexOf(':');
            return colon < 0 ? "" : name.substring(colon + 1);
        }
        return colon < 0 ? "latest" : name.substring(colon + 1);
    }
}
