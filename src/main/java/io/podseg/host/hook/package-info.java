/**
 * The OCI hook: what puts a pod's rules into its network namespace before any of its processes runs.
 *
 * <p>Input: rulesets of pods as {@link io.podseg.state.Firewall}, and where this Podman reads its settings. Output: files in the
 * runtime folder that the program {@code podseg-hook} reads, the hook itself where Podman finds it, and what is wrong with either.
 * Entry classes: {@link io.podseg.host.hook.RuntimeFolder} and {@link io.podseg.host.hook.InstalledHook}.
 */
@NullMarked
package io.podseg.host.hook;

import org.jspecify.annotations.NullMarked;
