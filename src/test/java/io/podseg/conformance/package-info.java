/**
 * The conformance cases: every situation of NetworkPolicy between nine pods and an outside host, and what the words of the API
 * say about each.
 *
 * <p>Input: {@code src/test/resources/conformance}. Output: expected tables for the unit tests here and for {@code
 * e2e.ConformanceIT}, which tries the same cases on a real kernel. Entry class: {@link io.podseg.conformance.Situation}.
 */
@NullMarked
package io.podseg.conformance;

import org.jspecify.annotations.NullMarked;
