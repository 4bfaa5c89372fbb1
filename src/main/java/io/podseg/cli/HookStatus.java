package io.podseg.cli;

import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.HookPort.Part;
import io.podseg.reconcile.HostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg hook status}. */
@Command(
        name = "status",
        header = "Show whether the hook is in place, and prove that it runs.",
        description =
                "Starts a pod that has nothing in it and no network, sees whether the hook loaded rules for it, and removes"
                        + " it again.",
        exitCodeList = {"0:It is installed and runs", "1:It is not installed, or does not run", "3:Bad usage"},
        footer = {"", "Example:", "  podseg hook status -o json"})
final class HookStatus implements Callable<Integer> {
    static final String SCHEMA = "podseg.io/hook/v1";

    private final Context context;

    @Mixin
    private final TableOutput output = new TableOutput();

    HookStatus(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        HookPort hook = context.edges()
                .hook(context.globals().connection(), context.globals().stateFolder());
        HookPort.Report report = hook.look();
        Optional<String> problem = report.installed() ? proof(hook) : hook.problem();
        context.print(output.format().write(() -> text(report, problem), () -> tree(report, problem)));
        return problem.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** What Podman cannot be asked is not proven. */
    private static Optional<String> proof(HookPort hook) {
        try {
            return hook.prove();
        } catch (HostException e) {
            return Optional.of("it could not be tried: " + e.getMessage());
        }
    }

    private String text(HookPort.Report report, Optional<String> problem) {
        Paint paint = context.paint();
        StringBuilder out = new StringBuilder();
        for (Part part : report.parts()) {
            String mark = part.problem().isPresent() ? paint.red("FAIL  ") : paint.green("ok    ");
            out.append(mark).append(Printable.of(part.message())).append('\n');
            if (part.problem().isPresent() && !part.remedy().isEmpty()) {
                out.append("      ").append(Printable.of(part.remedy())).append('\n');
            }
        }
        String last = problem.map(words -> "The hook does not run: " + Printable.of(words))
                .orElse("The hook runs: a container was started and had its rules.");
        return out.append(out.isEmpty() ? "" : "\n").append(last).append('\n').toString();
    }

    private static Map<String, Object> tree(HookPort.Report report, Optional<String> problem) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("installed", report.installed());
        tree.put("runs", problem.isEmpty());
        problem.ifPresent(words -> tree.put("problem", words));
        tree.put("parts", report.parts().stream().map(HookStatus::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Part part) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", part.id());
        tree.put("ok", part.problem().isEmpty());
        tree.put("message", part.message());
        tree.put("remedy", part.remedy());
        return tree;
    }
}
