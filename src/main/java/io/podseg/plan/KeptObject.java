package io.podseg.plan;

import io.podseg.model.ObjectKey;

/**
 * An object that a plan leaves alone though the manifests say otherwise, or may say otherwise.
 *
 * @param key which
 * @param reason why, as a short phrase
 */
public record KeptObject(ObjectKey key, String reason) {}
