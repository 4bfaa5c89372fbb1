package io.podseg.policy;

import io.podseg.model.Diagnostic;
import java.util.List;
import java.util.Optional;

/**
 * What became of a manifest.
 *
 * @param policy the policy, present when there is no error
 * @param diagnostics errors and warnings, sorted by place
 */
public record Parsed(Optional<Policy> policy, List<Diagnostic> diagnostics) {
    public Parsed {
        diagnostics = diagnostics.stream().sorted().toList();
    }
}
