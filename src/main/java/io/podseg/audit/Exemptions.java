package io.podseg.audit;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Annotations by which somebody accepts what a check finds, each with a reason. */
public final class Exemptions {
    /** The annotation of a check is this and its id. */
    public static final String PREFIX = "podseg.io/audit-exempt.";

    private Exemptions() {}

    /** The id that an annotation names; empty where it is none of these. */
    public static Optional<String> check(String annotation) {
        return annotation.startsWith(PREFIX) ? Optional.of(annotation.substring(PREFIX.length())) : Optional.empty();
    }

    /**
     * Reasons by id of check.
     *
     * @param annotations of objects, the most general first; the last one's reason is told
     */
    @SafeVarargs
    public static TreeMap<String, String> of(Map<String, String>... annotations) {
        TreeMap<String, String> reasons = new TreeMap<>();
        for (Map<String, String> some : annotations) {
            some.forEach((annotation, reason) ->
                    check(annotation).filter(id -> !reason.isBlank()).ifPresent(id -> reasons.put(id, reason.strip())));
        }
        return reasons;
    }
}
