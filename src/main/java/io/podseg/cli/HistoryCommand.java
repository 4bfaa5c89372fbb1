package io.podseg.cli;

import io.podseg.reconcile.History;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code podseg history}. */
@Command(
        name = "history",
        header = "Show what was applied to this host, by whom, and what came of it.",
        description = "The last " + History.KEPT + " applies are kept in the state folder, those of podseg run too.",
        exitCodeList = {"0:Done", "1:The history could not be read", "3:Bad usage"},
        footer = {"", "Examples:", "  podseg history 5", "  podseg history show 42"})
final class HistoryCommand implements Callable<Integer> {
    static final String SCHEMA = "podseg.io/history/v1";

    private final Context context;

    @Mixin
    private final TableOutput output = new TableOutput();

    @Parameters(
            arity = "0..1",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many to show, the newest first. Default: ${DEFAULT-VALUE}")
    private int number;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HistoryCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (number < 1) {
            throw new ParameterException(spec.commandLine(), "the number of applies to show must be 1 or more");
        }
        List<History.Entry> all = context.edges().history(context.globals().stateFolder()).list().stream()
                .limit(number)
                .toList();
        context.print(output.format().write(() -> HistoryText.table(all, context.paint()), () -> tree(all)));
        return ExitCode.OK;
    }

    private static Map<String, Object> tree(List<History.Entry> entries) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("applies", entries.stream().map(HistoryText::head).toList());
        return tree;
    }
}
