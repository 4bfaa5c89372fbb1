package io.podseg.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an object's annotations say of its management rather than of itself.
 *
 * @param keep {@code podseg.io/prune: disabled}: it is not removed when it is no longer declared
 * @param paused {@code podseg.io/paused: "true"}: it is left exactly as it is, or absent where it does not exist
 */
public record Marks(boolean keep, boolean paused) {
    public static final String PRUNE = "podseg.io/prune";
    public static final String PAUSED = "podseg.io/paused";

    /** Value of {@link #PRUNE}, of the label {@link Owner#PRUNE} and of the remembered field {@link #FIELD}. */
    public static final String DISABLED = "disabled";

    /** Path of the field by which {@link #keep} is remembered. */
    public static final String FIELD = "prune";

    public static final Marks NONE = new Marks(false, false);

    /** What these annotations say; values that mean nothing are reported elsewhere. */
    public static Marks of(@Nullable Map<String, String> annotations) {
        return annotations == null
                ? NONE
                : new Marks(DISABLED.equals(annotations.get(PRUNE)), "true".equals(annotations.get(PAUSED)));
    }
}
