/**
 * What pods must not ask for, and what they get without asking.
 *
 * <p>Input: Pods, SecurityProfiles and the labels of Namespaces. Output: the Pods as they are once the defaults of their
 * profiles stand in them, what Kubernetes has no field for ({@link io.podseg.model.Hardening}), and every place where a pod, a
 * profile and a level of the Pod Security Standards disagree. Entry classes: {@link io.podseg.hardening.Level} for the
 * standards alone, {@link io.podseg.hardening.Hardener} for everything.
 */
@NullMarked
package io.podseg.hardening;

import org.jspecify.annotations.NullMarked;
