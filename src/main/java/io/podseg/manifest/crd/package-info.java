/**
 * The podseg.io kinds as Java types, from which {@code crds/} is generated, and their reading.
 *
 * <p>Input: a document of kind Network. Output: a {@link io.podseg.model.NetworkSpec} and problems. Entry class:
 * {@link io.podseg.manifest.crd.NetworkReader}.
 */
@NullMarked
package io.podseg.manifest.crd;

import org.jspecify.annotations.NullMarked;
