package io.podseg.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code podseg hook uninstall}. */
@Command(
        name = "uninstall",
        header = "Take away what podseg hook install put there, and nothing else.",
        description =
                "Pods that run keep their rules until they end. After that, a pod which needs rules of its own is refused"
                        + " by plan, and must not be started by other means: nothing would give it its rules.",
        exitCodeList = {"0:Done, or there was nothing", "1:It could not be removed", "3:Bad usage"},
        footer = {"", "Example:", "  podseg hook uninstall"})
final class HookUninstall implements Callable<Integer> {
    private final Context context;

    HookUninstall(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        List<String> changed = context.edges()
                .hook(context.globals().connection(), context.globals().stateFolder())
                .uninstall();
        changed.forEach(change -> context.line(Printable.of(change)));
        context.line(changed.isEmpty() ? "The hook is not installed." : "The hook is removed.");
        return ExitCode.OK;
    }
}
