/**
 * Preflight of this host: what podseg needs, whether it is there, and what to do where it is not.
 *
 * <p>Input: programs and files of the host. Output: findings. Entry class: {@link io.podseg.doctor.Doctor}. Nothing on the host is
 * changed; what has to be tried in the kernel is tried in a network namespace of its own that ends with the try.
 */
@NullMarked
package io.podseg.doctor;

import org.jspecify.annotations.NullMarked;
