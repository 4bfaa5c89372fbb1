package io.podseg.manifest.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** A rule for a field that does not exist would be a rule that never fires. */
@NullMarked
class FieldTablesTest {
    @Test
    void everyRuleIsAboutAFieldThatExists() {
        check(FieldTables.POD, Pod.class);
        check(FieldTables.CONFIG_MAP, ConfigMap.class);
        check(FieldTables.SECRET, Secret.class);
        check(FieldTables.NAMESPACE, Namespace.class);
    }

    @Test
    void everyRuleSaysWhy() {
        assertThat(FieldTables.POD.rules()).allSatisfy(rule -> {
            assertThat(rule.reason()).isNotBlank();
            assertThat(rule.values().isEmpty()).isEqualTo(rule.verdict() != FieldRule.Verdict.DEFAULT_ONLY);
        });
    }

    // A supported field whose parent has no rule would never be reached.
    @Test
    void everyParentOfARuleIsSupported() {
        for (FieldRule rule : FieldTables.POD.rules()) {
            String parent = rule.pattern().replaceAll("/\\*\\*$", "");
            for (int end = parent.lastIndexOf('/'); end > 0; end = parent.lastIndexOf('/', end - 1)) {
                String above = parent.substring(0, end);
                boolean item = above.endsWith("/*");
                FieldRule found = FieldTables.POD.find(above);
                boolean anyVolumeOrVariable = above.endsWith("/envFrom/*") || above.endsWith("/env/*");
                assertThat(item
                                || anyVolumeOrVariable
                                || found != null && found.verdict() == FieldRule.Verdict.SUPPORTED)
                        .as(rule.pattern() + " stands below " + above)
                        .isTrue();
            }
        }
    }

    private static void check(FieldTable table, Class<?> kind) {
        for (FieldRule rule : table.rules()) {
            if (rule.pattern().equals("/status") && !Fields.of(kind).containsKey("status")) {
                continue; // The rule is common to all kinds; some have no status.
            }
            Type type = kind;
            for (String step : rule.pattern().substring(1).split("/")) {
                type = step(type, step, rule);
            }
        }
    }

    private static Type step(Type type, String step, FieldRule rule) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return arguments[arguments.length - 1];
        }
        if (step.equals("**")) {
            return type;
        }
        Map<String, Type> fields = Fields.of((Class<?>) type);
        assertThat(fields).as(rule.pattern()).containsKey(step);
        return fields.getOrDefault(step, Object.class);
    }
}
