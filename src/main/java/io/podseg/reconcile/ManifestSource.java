package io.podseg.reconcile;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import java.util.List;
import java.util.stream.Stream;

/** Where manifests come from. */
public interface ManifestSource {
    /**
     * Reads everything; problems in manifests are values in the result, never exceptions.
     *
     * @throws SourceException where there is nothing to read at all because the source cannot be reached or is not trusted
     */
    Loaded load() throws SourceException;

    /**
     * What was read.
     *
     * @param declarations what could be read
     * @param diagnostics all problems, sorted
     * @param revision hash over the content, or the commit
     * @param files what it was read from, so that it can be kept and read again when the source is gone or spoilt
     * @param compilable whether no error keeps the declarations from being compiled: that an image may not run, for one, does not,
     *     and whatever else is wrong with its pod is to be told beside it
     */
    record Loaded(
            Declarations declarations,
            List<Diagnostic> diagnostics,
            String revision,
            List<SourceFile> files,
            boolean compilable) {
        /** What was read from nothing that could be kept. */
        public Loaded(Declarations declarations, List<Diagnostic> diagnostics, String revision) {
            this(
                    declarations,
                    diagnostics,
                    revision,
                    List.of(),
                    diagnostics.stream().noneMatch(Diagnostic::isError));
        }

        public Loaded {
            diagnostics = diagnostics.stream().sorted().toList();
            files = List.copyOf(files);
        }

        /** The same under another revision. */
        public Loaded withRevision(String other) {
            return new Loaded(declarations, diagnostics, other, files, compilable);
        }

        /** These problems and others, each once, sorted. */
        public List<Diagnostic> merged(List<Diagnostic> others) {
            return Stream.concat(diagnostics.stream(), others.stream())
                    .distinct()
                    .sorted()
                    .toList();
        }

        /** Whether it must not be acted on. */
        public boolean hasErrors() {
            return diagnostics.stream().anyMatch(Diagnostic::isError);
        }
    }

    /**
     * A file of manifests.
     *
     * @param name as messages show it; its ending says whether it is JSON
     * @param text the whole content
     */
    record SourceFile(String name, String text) {}

    /** Reads files again that were kept. */
    @FunctionalInterface
    interface Reader {
        /** As {@link ManifestSource#load} did; the revision is to be set by the caller. */
        Loaded read(List<SourceFile> files);
    }
}
