package io.podseg.reconcile;

/** Why the controller looks at the host again. */
public enum Trigger {
    /** It has just started. */
    START,
    /** A manifest file changed. */
    FILES,
    /** The Git branch is due to be asked. */
    GIT,
    /** Somebody with the secret says that there is something to fetch. */
    WEBHOOK,
    /** Podman told of an event, or its service came back. */
    PODMAN,
    /** The kernel's rules, sets or sysctls changed. */
    NETFILTER,
    /** The hook that gives pods their rules was changed, removed or repaired. */
    HOOK,
    /** A file of Podman's settings was changed. */
    SETTINGS,
    /** The time between two looks is over. */
    SCHEDULE,
    /** A pod that was waited for is ready, or has failed. */
    READINESS,
    /** Something failed a while ago. */
    RETRY,
    /** Pausing ended. */
    RESUME;

    /** Whether manifests may have changed since they were last read. */
    public boolean concernsManifests() {
        return switch (this) {
            case START, FILES, GIT, WEBHOOK, SCHEDULE, RESUME -> true;
            case PODMAN, NETFILTER, HOOK, SETTINGS, READINESS, RETRY -> false;
        };
    }
}
