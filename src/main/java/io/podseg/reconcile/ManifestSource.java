package io.podseg.reconcile;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import java.util.List;

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
     */
    record Loaded(Declarations declarations, List<Diagnostic> diagnostics, String revision) {
        public Loaded {
            diagnostics = diagnostics.stream().sorted().toList();
        }
    }
}
