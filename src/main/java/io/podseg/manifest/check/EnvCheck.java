package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.util.HashSet;
import java.util.Set;

/** The environment of one container; what it refers to is checked by {@link ReferenceCheck}. */
final class EnvCheck {
    private final Problems problems;
    private final Values values;

    EnvCheck(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    void check(Container container, String pointer) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < container.getEnv().size(); i++) {
            variable(container.getEnv().get(i), Pointers.child(pointer + "/env", i), names);
        }
        for (int i = 0; i < container.getEnvFrom().size(); i++) {
            all(container.getEnvFrom().get(i), Pointers.child(pointer + "/envFrom", i));
        }
    }

    private void variable(EnvVar variable, String pointer, Set<String> names) {
        if (variable.getName() == null) {
            problems.missing(pointer, "name");
        } else if (Syntax.ENV.check(problems, pointer + "/name", "variable name", variable.getName())
                && !names.add(variable.getName())) {
            problems.warning(
                    pointer + "/name",
                    "variable " + Quoted.of(variable.getName())
                            + " stands twice in the container; the later one counts");
        }
        values.text(pointer + "/value", variable.getValue());
        EnvVarSource source = variable.getValueFrom();
        if (source == null) {
            return;
        }
        if (variable.getValue() != null) {
            problems.error(pointer, "a variable has either value or valueFrom");
        }
        int sources = (source.getConfigMapKeyRef() == null ? 0 : 1) + (source.getSecretKeyRef() == null ? 0 : 1);
        boolean others =
                problems.at(pointer + "/valueFrom/fieldRef") || problems.at(pointer + "/valueFrom/resourceFieldRef");
        if (sources != 1 && !others && !problems.at(pointer + "/valueFrom")) {
            problems.error(pointer + "/valueFrom", "valueFrom needs exactly one of configMapKeyRef and secretKeyRef");
        }
    }

    private void all(EnvFromSource source, String pointer) {
        if (source.getPrefix() != null && !source.getPrefix().isEmpty()) {
            Syntax.ENV.check(problems, pointer + "/prefix", "prefix", source.getPrefix());
        }
        if ((source.getConfigMapRef() == null) == (source.getSecretRef() == null) && !problems.at(pointer)) {
            problems.error(pointer, "an item of envFrom needs exactly one of configMapRef and secretRef");
        }
    }
}
