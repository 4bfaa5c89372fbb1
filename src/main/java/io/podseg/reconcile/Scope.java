package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import java.util.List;

/**
 * Which objects a plan may touch.
 *
 * @param prune whether what is no longer declared is removed
 * @param targets if any are named: only these and what they need
 * @param deleteVolumes whether volumes that are no longer declared are removed with their content
 * @param checkImages whether names of images are looked up anew, and what uses another image by now is made again
 */
public record Scope(boolean prune, List<ObjectKey> targets, boolean deleteVolumes, boolean checkImages) {
    /** Everything but content of volumes. */
    public static final Scope ALL = new Scope(true, List.of());

    /** A scope that keeps volumes. */
    public Scope(boolean prune, List<ObjectKey> targets) {
        this(prune, targets, false, false);
    }

    public Scope {
        targets = targets.stream().sorted().distinct().toList();
    }
}
