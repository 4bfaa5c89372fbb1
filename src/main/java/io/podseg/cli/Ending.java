package io.podseg.cli;

/**
 * Whether a signal is ending this process. Its services end at the same time then, so that what fails from there on says
 * nothing about the host; what an apply began, the next one finishes.
 */
final class Ending {
    /** What a user is told instead of what fails. */
    static final String SENTENCE = "podseg: stopped by a signal; run podseg plan to see what is left to do.";

    private Ending() {}

    /** The Java runtime takes no more shutdown hooks once it is ending, and has no other way to ask. */
    static boolean now() {
        Thread hook = new Thread(() -> {}, "never-started");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
