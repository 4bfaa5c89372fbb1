package io.podseg.cli;

import io.podseg.doctor.Doctor;
import io.podseg.doctor.Examined;
import io.podseg.doctor.Finding;
import io.podseg.doctor.Finding.Level;
import io.podseg.reconcile.HostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg doctor}. */
@Command(
        name = "doctor",
        header = "Check whether this host has what podseg needs, and say how to get what is missing.",
        description = "Changes nothing on the host.",
        exitCodeList = {"0:Nothing is missing; warnings may be shown", "1:Something is missing", "3:Bad usage"},
        footer = {"", "Example:", "  podseg doctor"})
final class DoctorCommand implements Callable<Integer> {
    static final String SCHEMA = "podseg.io/doctor/v1";

    private final Context context;

    @Mixin
    private final TextOutput output = new TextOutput();

    DoctorCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Globals globals = context.globals();
        List<Finding> findings = Doctor.examine(new Examined(
                context.edges().programs(),
                Path.of("/"),
                globals.stateFolder(),
                context.edges().podmanUser(),
                this::podmanProblem,
                context.edges().hook(globals.connection(), globals.stateFolder())));
        context.print(output.format().write(() -> text(findings), () -> tree(findings)));
        return count(findings, Level.FAIL) == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private Optional<String> podmanProblem() {
        try (Edges.Host host = context.edges()
                .open(context.globals().connection(), context.globals().stateFolder())) {
            host.podman().observe();
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private String text(List<Finding> findings) {
        StringBuilder out = new StringBuilder();
        for (Finding finding : findings) {
            out.append(mark(finding.level()))
                    .append(Printable.of(finding.message()))
                    .append('\n');
            if (!finding.remedy().isEmpty()) {
                out.append("      ").append(Printable.of(finding.remedy())).append('\n');
            }
        }
        return out.append('\n').append(summary(findings)).append('\n').toString();
    }

    private String mark(Level level) {
        Paint paint = context.paint();
        return switch (level) {
            case OK -> paint.green("ok    ");
            case WARN -> paint.yellow("warn  ");
            case FAIL -> paint.red("FAIL  ");
        };
    }

    private static String summary(List<Finding> findings) {
        long failed = count(findings, Level.FAIL);
        long warned = count(findings, Level.WARN);
        String warnings = warned == 0 ? "" : " (" + Printable.count(warned, "warning") + ")";
        return (failed == 0 ? "This host is ready" : Printable.count(failed, "check") + " failed") + warnings + ".";
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private static Map<String, Object> tree(List<Finding> findings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("ready", count(findings, Level.FAIL) == 0);
        tree.put("findings", findings.stream().map(DoctorCommand::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Finding finding) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", finding.id());
        tree.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        tree.put("message", finding.message());
        tree.put("remedy", finding.remedy());
        return tree;
    }
}
