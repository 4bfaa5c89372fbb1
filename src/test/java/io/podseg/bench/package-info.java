/**
 * Benchmarks of the core, run by {@code deploy/bench-core}.
 *
 * <p>Input: generated declarations of any size ({@link io.podseg.bench.Generated}). Output: the figures of
 * {@code docs/performance.md}. Entry: {@link io.podseg.bench.Report}.
 */
@NullMarked
package io.podseg.bench;

import org.jspecify.annotations.NullMarked;
