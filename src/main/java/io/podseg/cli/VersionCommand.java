package io.podseg.cli;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg version}. */
@Command(
        name = "version",
        header = "Print the versions of podseg, Java and Podman.",
        description = "Podman is asked by its program; no service is started.",
        exitCodeList = {"0:Done", "3:Bad usage"},
        footer = {"", "Example:", "  podseg version -o json"})
final class VersionCommand implements Callable<Integer> {
    static final String SCHEMA = "podseg.io/version/v1";

    private final Context context;

    @Mixin
    private final TextOutput output = new TextOutput();

    VersionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Edges.Build build = context.edges().build();
        String java = Runtime.version().toString();
        Optional<String> podman = podman(context.edges().programs());
        context.print(output.format()
                .write(
                        () -> VersionText.of(build) + "\nJava " + java + "\n"
                                + podman.map(version -> "Podman " + Printable.of(version))
                                        .orElse("Podman is not installed, or does not answer")
                                + "\n",
                        () -> tree(build, java, podman)));
        return ExitCode.OK;
    }

    private static Optional<String> podman(CommandRunner programs) {
        var result = programs.run(List.of("podman", "--version"), "");
        return result instanceof Exited exited && result.ok()
                ? Optional.of(exited.stdout().strip().replaceFirst("^podman version ", ""))
                : Optional.empty();
    }

    private static Map<String, Object> tree(Edges.Build build, String java, Optional<String> podman) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("version", build.version());
        build.commit().ifPresent(commit -> tree.put("commit", commit));
        tree.put("java", java);
        podman.ifPresent(version -> tree.put("podman", version));
        return tree;
    }
}
