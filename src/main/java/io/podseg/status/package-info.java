/**
 * What is in force on a host, object by object.
 *
 * <p>Input: the observed host and what podseg last applied. Output: conditions as in Kubernetes' kstatus (pure), and files of
 * them. Entry class: {@link io.podseg.status.HostStatus}.
 */
@NullMarked
package io.podseg.status;

import org.jspecify.annotations.NullMarked;
