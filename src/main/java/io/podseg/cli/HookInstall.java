package io.podseg.cli;

import io.podseg.reconcile.HookPort;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code podseg hook install}. */
@Command(
        name = "install",
        header = "Put the hook where this Podman reads it, and see that it runs.",
        description =
                "Copies its programs and its JSON to a place that nobody else can write, and adds the JSON's folder to"
                        + " hooks_dir by a file of its own in containers.conf.d, behind the entries that other files have. Run it"
                        + " again after an update of podseg. Does nothing where all is in place.",
        exitCodeList = {"0:Installed, and it runs", "1:It could not be installed, or does not run", "3:Bad usage"},
        footer = {"", "Example:", "  podseg hook install"})
final class HookInstall implements Callable<Integer> {
    private final Context context;

    HookInstall(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        HookPort hook = context.edges()
                .hook(context.globals().connection(), context.globals().stateFolder());
        List<String> changed = hook.install();
        changed.forEach(change -> context.line(Printable.of(change)));
        Optional<String> problem = hook.prove();
        if (problem.isPresent()) {
            context.say("podseg: the hook is installed and does not run: " + Printable.of(problem.get()));
            return ExitCode.FAILED;
        }
        context.line(
                changed.isEmpty()
                        ? "The hook is installed already, and it runs."
                        : "The hook is installed, and it runs.");
        return ExitCode.OK;
    }
}
