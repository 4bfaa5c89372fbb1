/**
 * CNI configurations in NetworkAttachmentDefinitions, read as Networks.
 *
 * <p>Input: the text in {@code spec.config}. Output: what a Network declares, and every problem at the place of the configuration.
 * Entry class: {@link io.podseg.manifest.cni.CniReader}.
 */
@NullMarked
package io.podseg.manifest.cni;

import org.jspecify.annotations.NullMarked;
