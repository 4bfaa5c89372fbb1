package io.podseg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code podseg resume}. */
@Command(
        name = "resume",
        header = "End a pause of podseg run.",
        description = "The controller catches up at once.",
        exitCodeList = {"0:Done, also where there was no pause", "1:The state folder cannot be written", "3:Bad usage"},
        footer = {"", "Example:", "  podseg resume"})
final class ResumeCommand implements Callable<Integer> {
    private final Context context;

    ResumeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        boolean paused = context.edges().memory(context.globals().stateFolder()).resume();
        context.line(paused ? "podseg run is no longer paused." : "podseg run was not paused.");
        return ExitCode.OK;
    }
}
