/**
 * Purpose: edge: what the kernel, the OCI runtime's files and the host's settings tell of containers of everybody and of the host. Input:
 * {@link io.podseg.audit.live.Inspected} containers, {@code /proc}, files. Output: {@link io.podseg.audit.live.Seen} containers, {@link
 * io.podseg.audit.facts.HostAudit}. Entry class: {@link io.podseg.host.look.HostLook}. Writes nothing.
 */
@NullMarked
package io.podseg.host.look;

import org.jspecify.annotations.NullMarked;
