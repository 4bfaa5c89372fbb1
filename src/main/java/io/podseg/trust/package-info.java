/**
 * What images may run: the {@link io.podseg.model.ImagePolicy}s put together, asked about the names of images, and the same as
 * Podman's files say it.
 *
 * <p>Input: declared image policies and names of images. Output: why an image may not run, what signature it needs
 * ({@link io.podseg.trust.Demand}), and settings of the host ({@link io.podseg.trust.TrustSettings}). Entry class: {@link
 * io.podseg.trust.TrustRules}. Pure.
 */
@NullMarked
package io.podseg.trust;

import org.jspecify.annotations.NullMarked;
