package io.podseg.manifest;

import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import java.util.Optional;

/**
 * A document that names an object, as it is without looking at other documents.
 *
 * @param key the object's identity
 * @param place where its name stands
 * @param broken whether it has problems of its own, so that nothing else is derived from what it lacks
 * @param manifest the object; empty where it has no spec to speak of
 */
record Named(ObjectKey key, Position place, boolean broken, Optional<Manifest<?>> manifest) {}
