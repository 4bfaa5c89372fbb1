/**
 * Load, compile, observe, compare, apply.
 *
 * <p>Input: a {@link io.podseg.reconcile.ManifestSource}. Output: outcomes, one for each change. Owns the ports that the edges
 * implement. Entry class: Reconciler.
 */
@NullMarked
package io.podseg.reconcile;

import org.jspecify.annotations.NullMarked;
