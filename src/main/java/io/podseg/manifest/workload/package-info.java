/**
 * Deployments, DaemonSets and Jobs: their values checked, their template taken out as the pod that it describes.
 *
 * <p>Input: objects bound to fabric8's types, and their places. Output: {@link io.podseg.model.Workload} and problems. Entry class:
 * {@link io.podseg.manifest.workload.WorkloadReader}.
 */
@NullMarked
package io.podseg.manifest.workload;

import org.jspecify.annotations.NullMarked;
