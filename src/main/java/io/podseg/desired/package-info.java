/**
 * Declarations to the desired state: names, addresses, pod specifications, the compiled firewall.
 *
 * <p>Input: declarations. Output: a {@link io.podseg.state.HostState} and what its pods are made of. Entry class: Compiler.
 */
@NullMarked
package io.podseg.desired;

import org.jspecify.annotations.NullMarked;
