/**
 * Control groups and limits of processes, of version 1 and 2 (cgroups(7), proc_pid_limits(5)): what every edge that looks at containers
 * shares.
 *
 * <p>Input: {@code /proc}, {@code /sys/fs/cgroup}, {@code /dev}. Output: {@link io.podseg.state.Limits} that the kernel keeps, and rates
 * of block devices written. Entry classes: {@link io.podseg.host.cgroup.Cgroups} and {@link io.podseg.host.cgroup.GroupFiles}.
 */
@NullMarked
package io.podseg.host.cgroup;

import org.jspecify.annotations.NullMarked;
