package io.podseg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code podseg hook} alone: says how it is used. */
@Command(
        name = "hook",
        header = "Install, remove or check the OCI hook that gives pods firewall rules of their own.",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "The hook puts a pod's rules into the pod's own network namespace before any of its processes runs."
                        + " It runs for every container of this Podman and leaves those of others as they are.",
        exitCodeList = {"0:Done", "1:It did not work, or the hook does not run", "3:Bad usage"},
        footer = {"", "Examples:", "  podseg hook install", "  podseg hook status"})
final class HookCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HookCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(context.terminal().err(), spec.commandLine().getColorScheme());
        return ExitCode.INVALID;
    }
}
