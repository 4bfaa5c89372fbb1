/**
 * Policies and pods to verdicts.
 *
 * <p>Input: NetworkPolicy manifests ({@link io.podseg.policy.PolicyParser}) and a {@link io.podseg.policy.World} of
 * endpoints and policies. Output: verdicts with reasons, classes of pods with the same policies, members of peers, and
 * reachability tables with their difference. Entry class: {@link io.podseg.policy.Verdicts}. The rules of semantics
 * are listed in docs/semantics.md, each with the test that proves it.
 */
@NullMarked
package io.podseg.policy;

import org.jspecify.annotations.NullMarked;
