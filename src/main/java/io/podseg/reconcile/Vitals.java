package io.podseg.reconcile;

import io.podseg.state.ContainerRun;
import java.time.Instant;

/**
 * How a container is at this moment.
 *
 * @param run whether it runs
 * @param exitCode of its last end; 0 while it runs
 * @param restarts how often Podman has started it again by itself
 * @param startedAt when it was last started
 * @param process number of its first process, 0 while it does not run
 * @param outOfMemory whether the kernel ended it because it went over its memory limit
 */
public record Vitals(
        ContainerRun run, int exitCode, int restarts, Instant startedAt, long process, boolean outOfMemory) {}
