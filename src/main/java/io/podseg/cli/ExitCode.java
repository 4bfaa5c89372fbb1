package io.podseg.cli;

/** Exit codes of all commands, as documented for users. */
public final class ExitCode {
    /** Done, or nothing to do. */
    public static final int OK = 0;

    /** An error at run time; also a question that was answered with no. */
    public static final int FAILED = 1;

    /** Only with {@code plan --detailed-exitcode}: there are changes. */
    public static final int CHANGES = 2;

    /** Bad manifests or bad usage; nothing was changed. */
    public static final int INVALID = 3;

    /** Applied in part. */
    public static final int PARTIAL = 4;

    /** Another podseg holds the lock; nothing was changed. */
    public static final int LOCKED = 5;

    private ExitCode() {}
}
