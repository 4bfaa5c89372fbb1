package io.podseg.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code podseg completion}. */
@Command(
        name = "completion",
        header = "Print a script that completes podseg's commands and options in a shell.",
        description = "The script is the same for both shells; zsh loads it by way of bashcompinit.",
        exitCodeList = {"0:Done", "3:Bad usage"},
        footer = {"", "Example:", "  source <(podseg completion bash)"})
final class CompletionCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell = Shell.bash;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** As users write them. */
    enum Shell {
        bash,
        zsh
    }

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("podseg", spec.root().commandLine());
        String zsh = "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";
        context.print(shell == Shell.zsh ? zsh + script : script);
        return ExitCode.OK;
    }
}
