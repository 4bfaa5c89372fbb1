package io.podseg.manifest;

import io.podseg.manifest.FileCache.Content;
import io.podseg.model.Diagnostic;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.ManifestSource.Reader;
import io.podseg.reconcile.ManifestSource.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads files that something else got, such as those of a commit. What was read is kept: reading once more parses the files that
 * are new, and gives the very same manifests for all others.
 */
public final class KeptReader implements Reader {
    private final SeccompFiles seccompFiles = new SeccompFiles();
    private Map<SourceFile, Content> before = Map.of();

    @Override
    public synchronized Loaded read(List<SourceFile> files) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Declared declared = new Declared(seccompFiles);
        Revision revision = new Revision();
        Map<SourceFile, Content> now = new HashMap<>();
        for (SourceFile file : files) {
            byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
            revision.add(Revision.digest(file.name(), bytes));
            Content content = Optional.ofNullable(before.get(file)).orElseGet(() -> Content.of(file.name(), bytes));
            now.put(file, content);
            content.addTo(declared, diagnostics);
        }
        before = now;
        return declared.finish(diagnostics, revision.text(), files);
    }
}
