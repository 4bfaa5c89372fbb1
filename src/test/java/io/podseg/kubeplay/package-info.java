/**
 * The proof that podseg gives what {@code podman kube play} gives.
 *
 * <p>Purpose: every field of Podman's support table, tried. Input: the manifests of {@code src/test/resources/kube-play}, each played by
 * {@code podman kube play} in one lab and applied by podseg in another. Output: what differs in {@code podman inspect} and in what the processes
 * see, held against the list of reasons in {@code src/test/resources/kube-play-reasons.yaml}. Entry classes: {@link
 * io.podseg.kubeplay.Comparison}, {@link io.podseg.kubeplay.Reasons}.
 */
@NullMarked
package io.podseg.kubeplay;

import org.jspecify.annotations.NullMarked;
