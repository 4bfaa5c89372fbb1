package io.podseg.manifest.check;

import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Marks;
import java.util.Map;

/** The annotations {@code podseg.io/prune} and {@code podseg.io/paused}. */
final class MarkCheck {
    /** Why an object of a kind cannot be left as it is while the rest goes on. */
    private static final Map<String, String> UNPAUSABLE = Map.of(
            "NetworkPolicy", "its rules stand in chains that other policies share",
            "Namespace", "policies go by its labels, and have nothing else to go by",
            "ConfigMap", "podseg does not keep what was in it; pause the pods that use it",
            "Secret", "podseg does not keep what was in it; pause the pods that use it",
            "Service", "its names are those of the pods that it selects; pause these",
            "PersistentVolumeClaim", "a volume is not changed anyway once it is there");

    private MarkCheck() {}

    static boolean isMark(String annotation) {
        return annotation.equals(Marks.PRUNE) || annotation.equals(Marks.PAUSED);
    }

    static void check(String kind, String pointer, String annotation, String value, Problems problems) {
        if (kind.equals(MetadataCheck.TEMPLATE)) {
            problems.error(
                    pointer,
                    "annotation " + Quoted.of(annotation)
                            + " belongs to the object that owns the template, not to its pods");
            return;
        }
        if (annotation.equals(Marks.PRUNE)) {
            value(pointer, annotation, value, Marks.DISABLED, "enabled", problems);
            return;
        }
        value(pointer, annotation, value, "true", "false", problems);
        if (value.equals("true") && UNPAUSABLE.containsKey(kind)) {
            problems.error(pointer, "a " + kind + " cannot be paused: " + UNPAUSABLE.get(kind));
        }
    }

    private static void value(
            String pointer, String annotation, String value, String one, String other, Problems problems) {
        if (!value.equals(one) && !value.equals(other)) {
            problems.error(
                    pointer,
                    "value " + Quoted.of(value) + " of annotation " + Quoted.of(annotation)
                            + " is not valid, expected \"" + one + "\" or \"" + other + "\"");
        }
    }
}
