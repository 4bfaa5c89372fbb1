/**
 * What users declare, as values: addresses, ports, labels, networks, and the place in a file that each came from.
 *
 * <p>Input: nothing; other packages construct these. Output: immutable records that check themselves. Entry class:
 * {@link io.podseg.model.Declarations}. Knows the JDK and fabric8's Kubernetes model only.
 */
@NullMarked
package io.podseg.model;

import org.jspecify.annotations.NullMarked;
