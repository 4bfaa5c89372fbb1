/**
 * Whether the values of an object are what Kubernetes and podseg take: names, ranges, references.
 *
 * <p>Input: objects bound to fabric8's types, and their places. Output: problems. Entry classes:
 * {@link io.podseg.manifest.check.MetadataCheck}, {@link io.podseg.manifest.check.PodCheck},
 * {@link io.podseg.manifest.check.ReferenceCheck}.
 */
@NullMarked
package io.podseg.manifest.check;

import org.jspecify.annotations.NullMarked;
