package io.podseg.cli;

import io.podseg.reconcile.History;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code podseg history show}. */
@Command(
        name = "show",
        header = "Show one apply with its plan and what became of each change.",
        exitCodeList = {"0:Done", "1:It is not kept, or the history could not be read", "3:Bad usage"},
        footer = {"", "Example:", "  podseg history show 42 -o yaml"})
final class HistoryShow implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final TextOutput output = new TextOutput();

    @Parameters(paramLabel = "NUMBER", description = "The number that podseg history shows")
    private long number;

    HistoryShow(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Optional<History.Entry> found =
                context.edges().history(context.globals().stateFolder()).find(number);
        if (found.isEmpty()) {
            context.say("podseg: there is no apply " + number + " in the history; the last " + History.KEPT
                    + " are kept, and podseg history names them");
            return ExitCode.FAILED;
        }
        context.print(
                output.format().write(() -> HistoryText.whole(found.get(), context.paint()), () -> tree(found.get())));
        return ExitCode.OK;
    }

    private static Map<String, Object> tree(History.Entry entry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", HistoryCommand.SCHEMA);
        tree.putAll(HistoryText.head(entry));
        Map<String, Object> plan = new LinkedHashMap<>(entry.applied().plan());
        plan.put("changes", entry.applied().changes());
        tree.put("plan", plan);
        return tree;
    }
}
