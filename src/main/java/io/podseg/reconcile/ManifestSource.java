package io.podseg.reconcile;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import java.util.List;

/** Where manifests come from. */
public interface ManifestSource {
    /** Reads everything; problems are values in the result, never exceptions. */
    Loaded load();

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
