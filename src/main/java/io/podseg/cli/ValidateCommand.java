package io.podseg.cli;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg validate}. */
@Command(
        name = "validate",
        header = "Check manifests and report every problem with its place.",
        description = "Works offline: neither Podman nor the kernel is asked, and nothing is written. Warnings are"
                + " shown and do not fail.",
        exitCodeList = {"0:The manifests are valid", "3:They are not, or bad usage"},
        footer = {"", "Example:", "  podseg validate -f manifests/secure-web"})
final class ValidateCommand implements Callable<Integer> {
    static final String SCHEMA = "podseg.io/validate/v1";

    private final Context context;

    @Mixin
    private final TextOutput output = new TextOutput();

    ValidateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Manifests manifests = Manifests.load(context);
        List<Diagnostic> diagnostics = manifests.diagnostics();
        boolean valid = diagnostics.stream().noneMatch(Diagnostic::isError);
        Format format = output.format();
        if (format == Format.HUMAN) {
            manifests.report(diagnostics);
        }
        context.print(format.write(
                () -> valid ? summary(manifests.loaded().declarations()) : "", () -> tree(valid, diagnostics)));
        if (!valid && format == Format.HUMAN) {
            long errors = diagnostics.stream().filter(Diagnostic::isError).count();
            context.say(Printable.count(errors, "error") + ".");
        }
        return valid ? ExitCode.OK : ExitCode.INVALID;
    }

    private static String summary(Declarations declarations) {
        List<String> files = places(declarations).toList();
        long distinct = files.stream().distinct().count();
        return Printable.count(files.size(), "object") + " in " + Printable.count(distinct, "file")
                + (files.size() == 1 ? " is" : " are") + " valid.\n";
    }

    /** The file of each object. */
    private static Stream<String> places(Declarations declarations) {
        return declarations.all().map(manifest -> manifest.source().start().file());
    }

    private static Map<String, Object> tree(boolean valid, List<Diagnostic> diagnostics) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("valid", valid);
        tree.put("diagnostics", diagnostics.stream().map(ValidateCommand::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Diagnostic diagnostic) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("file", diagnostic.position().file());
        tree.put("line", diagnostic.position().line());
        tree.put("column", diagnostic.position().column());
        tree.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
        tree.put("message", diagnostic.message());
        return tree;
    }
}
