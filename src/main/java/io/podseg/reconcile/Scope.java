package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import java.util.List;

/**
 * Which objects a plan may touch.
 *
 * @param prune whether what is no longer declared is removed
 * @param targets if any are named: only these and what they need
 * @param checkImages whether names of images are looked up anew, and what uses another image by now is made again
 */
public record Scope(boolean prune, List<ObjectKey> targets, boolean checkImages) {
    /** Everything. */
    public static final Scope ALL = new Scope(true, List.of());

    public Scope {
        targets = targets.stream().sorted().distinct().toList();
    }

    /** A scope in which containers keep the images that they have. */
    public Scope(boolean prune, List<ObjectKey> targets) {
        this(prune, targets, false);
    }
}
