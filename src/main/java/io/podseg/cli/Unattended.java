package io.podseg.cli;

/** Nobody is there to be asked: what changes the host must then be told not to ask. */
final class Unattended {
    private Unattended() {}

    /** Says so where a question could not be answered; true where the command must end. */
    static boolean refuses(Context context, ApplyOptions options, String command) {
        if (options.yes() || context.terminal().interactive()) {
            return false;
        }
        context.say("podseg: there is no terminal to ask on; use podseg " + command
                + " --yes to go on without a question. Nothing was changed.");
        return true;
    }
}
