/**
 * Policies and pods to verdicts.
 *
 * <p>Input: policies and endpoints. Output: classes of pods and verdicts with reasons. Entry class: Policy.
 */
@NullMarked
package io.podseg.policy;

import org.jspecify.annotations.NullMarked;
