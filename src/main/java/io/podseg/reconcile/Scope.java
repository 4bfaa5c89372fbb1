package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import java.util.List;

/**
 * Which objects a plan may touch.
 *
 * @param prune whether what is no longer declared is removed
 * @param targets if any are named: only these and what they need
 */
public record Scope(boolean prune, List<ObjectKey> targets) {
    /** Everything. */
    public static final Scope ALL = new Scope(true, List.of());

    public Scope {
        targets = targets.stream().sorted().distinct().toList();
    }
}
