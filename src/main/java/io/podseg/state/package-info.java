/**
 * The state of one host: Podman's networks and pods, chains, sets and sysctls; one type for desired and actual.
 *
 * <p>Input: {@code desired} compiles manifests to it, {@code host} reads it from Podman and the kernel. Output: {@code plan}
 * compares two values of it. Entry class: {@link io.podseg.state.HostState}. Rendering to the words of iptables and ipset
 * stands here too (RuleText), because text is data; running it is the host's.
 */
@NullMarked
package io.podseg.state;

import org.jspecify.annotations.NullMarked;
