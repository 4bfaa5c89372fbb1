/**
 * What {@code mvn package} leaves.
 *
 * <p>Purpose: {@code target/podseg} works wherever it is put and however it is called. Input: the folder as built. Output: none.
 * Entry class: {@link io.podseg.distribution.DistributionIT}.
 */
@NullMarked
package io.podseg.distribution;

import org.jspecify.annotations.NullMarked;
