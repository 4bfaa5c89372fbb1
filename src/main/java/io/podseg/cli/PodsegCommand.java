package io.podseg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code podseg} alone: says how it is used. */
@Command(
        name = "podseg",
        header = "Keeps one Podman host at what a folder of Kubernetes manifests says:"
                + " networks, pods and the firewall between them.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeList = {
            "0:Done, or no change",
            "1:An error at run time",
            "2:With plan --detailed-exitcode: there are changes",
            "3:Bad manifests or usage",
            "4:Applied in part",
            "5:Another podseg holds the lock"
        },
        footer = {"", "Example:", "  podseg plan -f manifests/secure-web", "  podseg apply -f manifests/secure-web"})
final class PodsegCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final Globals globals;

    @Option(names = "--version", versionHelp = true, description = "Print the version and exit")
    private boolean version;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    PodsegCommand(Context context) {
        this.context = context;
        this.globals = context.globals();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(context.terminal().err(), spec.commandLine().getColorScheme());
        return ExitCode.INVALID;
    }
}
