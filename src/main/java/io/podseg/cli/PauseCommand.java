package io.podseg.cli;

import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.Pause;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code podseg pause}. */
@Command(
        name = "pause",
        header = "Have podseg run leave this host as it is, until podseg resume.",
        description = "The controller goes on reading and reporting what it would do, and changes nothing; what is in"
                + " force stays in force, and is not repaired either. podseg apply works all the same. One object alone"
                + " is paused by the annotation podseg.io/paused.",
        exitCodeList = {"0:Done", "1:The state folder cannot be written", "3:Bad usage"},
        footer = {"", "Example:", "  podseg pause --for 30m --reason \"kernel upgrade\""})
final class PauseCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = PauseTimeConverter.class,
            description = "End the pause after this time, such as 90s, 30m or 12h. Default: until podseg resume")
    private Optional<Duration> time = Optional.empty();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Why, for whoever reads the status")
    private String reason = "";

    PauseCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        ControllerMemory memory = context.edges().memory(context.globals().stateFolder());
        Pause pause = new Pause(
                context.edges().clock().instant().truncatedTo(ChronoUnit.SECONDS),
                context.edges().user(),
                time,
                reason);
        memory.pause(pause);
        context.line("podseg run is " + Printable.of(pause.text()) + ".");
        return ExitCode.OK;
    }
}
