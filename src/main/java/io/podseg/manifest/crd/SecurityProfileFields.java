package io.podseg.manifest.crd;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** The spec of a SecurityProfile. The descriptions are what users read in {@code crds/}. */
public record SecurityProfileFields(
        @JsonPropertyDescription("Labels of the namespaces whose pods are selected; all where absent.") @Nullable
        LabelSelector namespaceSelector,

        @JsonPropertyDescription("Labels of the pods that are selected; all where absent.") @Nullable
        LabelSelector podSelector,

        @JsonPropertyDescription(
                "Whether it says what containers get that anybody starts on this host, as a drop-in of containers.conf. "
                        + "It selects no pods then.")
        @Default("false")
        @Nullable
        Boolean host,

        @JsonPropertyDescription("Level of the Kubernetes Pod Security Standards that the selected pods must keep.")
        @Nullable
        LevelName level,

        @JsonPropertyDescription(
                "What becomes of a pod that is against the profile: enforce makes it an error, warn says so in the plan, "
                        + "audit leaves it to podseg audit.")
        @Default("enforce")
        @Nullable
        ModeName mode,

        @JsonPropertyDescription("What is filled in where a pod does not say it.") @Nullable
        ProfileDefaults defaults) {

    /** Levels of the Pod Security Standards. */
    public enum LevelName {
        privileged,
        baseline,
        restricted
    }

    /** What becomes of a pod that is against a profile. */
    public enum ModeName {
        enforce,
        warn,
        audit
    }
}
