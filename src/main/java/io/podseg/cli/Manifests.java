package io.podseg.cli;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.HostFacts;
import io.podseg.desired.Known;
import io.podseg.model.Diagnostic;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SourceException;
import java.util.List;

/** The manifests of a command, read and checked as far as that goes without the host. */
final class Manifests {
    private final Context context;
    private final Loaded loaded;

    private Manifests(Context context, Loaded loaded) {
        this.context = context;
        this.loaded = loaded;
    }

    static Manifests load(Context context) throws SourceException {
        return load(context, source(context));
    }

    /** These manifests in place of those that the options name. */
    static Manifests load(Context context, ManifestSource source) throws SourceException {
        return new Manifests(context, source.load());
    }

    private static ManifestSource source(Context context) {
        return context.globals()
                .repository()
                .map(repository -> repository(context, repository))
                .orElseGet(() -> context.edges().manifests(context.globals().files()));
    }

    static ManifestSource repository(Context context, Repository repository) {
        return context.edges().repository(repository, context.globals().stateFolder());
    }

    Loaded loaded() {
        return loaded;
    }

    boolean readable() {
        return !loaded.hasErrors();
    }

    /** What the manifests mean on a host of which no more is known. */
    Desired compiled(HostFacts facts) {
        return Compiler.compile(loaded.declarations(), Known.NOTHING.with(facts));
    }

    /** What the manifests mean where nothing is known of the host. */
    Desired compiled() {
        return Compiler.compile(loaded.declarations(), Known.NOTHING);
    }

    /**
     * Every problem that can be told without the host. Where objects are wrong by themselves none are compiled, since what
     * follows from that would be reported too.
     */
    List<Diagnostic> diagnostics() {
        return merged(loaded.compilable() ? compiled().diagnostics() : List.of());
    }

    /** These and the problems of reading, each once, sorted. */
    List<Diagnostic> merged(List<Diagnostic> others) {
        return loaded.merged(others);
    }

    /** Prints problems as messages; true where one is an error. */
    boolean report(List<Diagnostic> diagnostics) {
        diagnostics.forEach(diagnostic -> context.say(Printable.of(diagnostic.toString())));
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }

    /** Ends a command whose manifests have errors. */
    int invalid(List<Diagnostic> diagnostics) {
        long errors = diagnostics.stream().filter(Diagnostic::isError).count();
        context.say(Printable.count(errors, "error") + " in the manifests; nothing was changed.");
        return ExitCode.INVALID;
    }
}
