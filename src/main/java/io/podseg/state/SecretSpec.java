package io.podseg.state;

import io.podseg.model.ObjectKey;

/**
 * A Podman secret to be made: one key of a declared Secret.
 *
 * @param key the declared Secret
 * @param podmanName {@code podseg_<namespace>_<name>_<key hash>_<content hash>}: new content is a new secret
 * @param content the value
 */
public record SecretSpec(ObjectKey key, String podmanName, FileContent content) {}
