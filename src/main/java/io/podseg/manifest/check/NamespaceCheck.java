package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Namespace;
import io.podseg.hardening.NamespaceLabels;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.util.TreeMap;

/** A Namespace: its label {@code kubernetes.io/metadata.name} is its name, whoever writes it. */
public final class NamespaceCheck {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private NamespaceCheck() {}

    /** Reports a name label that is not the name, and levels of the Pod Security Standards that do not exist. */
    public static void check(Namespace namespace, Problems problems) {
        if (namespace.getMetadata() == null || namespace.getMetadata().getName() == null) {
            return;
        }
        String name = namespace.getMetadata().getName();
        String label = namespace.getMetadata().getLabels().get(NAME_LABEL);
        if (label != null && !label.equals(name)) {
            problems.error(
                    Pointers.child("/metadata/labels", NAME_LABEL),
                    "label \"" + NAME_LABEL + "\" is " + Quoted.of(label) + ", expected the namespace's name "
                            + Quoted.of(name));
        }
        new TreeMap<>(namespace.getMetadata().getLabels())
                .forEach((key, value) -> NamespaceLabels.problem(key, value == null ? "" : value)
                        .ifPresent(problem -> problems.error(Pointers.child("/metadata/labels", key), problem)));
    }
}
