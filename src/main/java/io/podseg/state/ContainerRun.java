package io.podseg.state;

/** Whether a container runs. The desired state is {@code RUNNING} or, for what may end, {@code COMPLETED}. */
public enum ContainerRun {
    RUNNING,
    /** Created and never started. */
    CREATED,
    PAUSED,
    /** Ended with exit code 0. */
    COMPLETED,
    /** Ended with another exit code, or was killed. */
    FAILED,
    /** Failed, and was started again as often as its restart policy allows; nobody starts it any more. */
    SPENT
}
