package io.podseg.manifest.check;

import io.podseg.audit.Exemptions;
import io.podseg.audit.checks.Checks;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.util.Set;

/** Annotations by which somebody accepts what {@code podseg audit} finds: of a check that exists, with a reason. */
final class ExemptionCheck {
    /** Kinds that the audit looks at, or takes exemptions for others from. */
    private static final Set<String> KINDS = Set.of(
            "Pod", MetadataCheck.TEMPLATE, "Deployment", "DaemonSet", "Job", "Namespace", "NetworkPolicy", "ConfigMap");

    private ExemptionCheck() {}

    static boolean isExemption(String kind, String annotation) {
        return KINDS.contains(kind) && Exemptions.check(annotation).isPresent();
    }

    static void check(String pointer, String annotation, String reason, Problems problems) {
        String id = Exemptions.check(annotation).orElse("");
        if (!Checks.ids().contains(id)) {
            problems.error(
                    pointer,
                    "annotation " + Quoted.of(annotation) + " names no check of podseg audit"
                            + DidYouMean.suffix(id, Checks.ids()));
        }
        if (reason.isBlank()) {
            problems.error(
                    pointer,
                    "annotation " + Quoted.of(annotation) + " has no reason; say why it is accepted, or remove it");
        }
    }
}
