/**
 * Purpose: who reaches whom on the host as it is, told in other ways than by the manifests, and where the answers differ.
 * Input: a reachability table, what Podman says of places and processes, the kernel's rules as read back, answers of real
 * connections. Output: the table with all answers. Entry class: {@link io.podseg.reach.Compared}.
 */
@NullMarked
package io.podseg.reach;

import org.jspecify.annotations.NullMarked;
