/**
 * Purpose: containers of everybody, as Podman, the OCI runtime's configuration and the kernel tell of them, as what the audit looks at.
 * Input: {@link io.podseg.audit.live.Seen}. Output: {@link io.podseg.audit.facts.PodFacts}. Entry class: {@link
 * io.podseg.audit.live.FromLive}. Pure.
 */
@NullMarked
package io.podseg.audit.live;

import org.jspecify.annotations.NullMarked;
