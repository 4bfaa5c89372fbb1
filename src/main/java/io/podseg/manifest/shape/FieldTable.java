package io.podseg.manifest.shape;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules for the fields of one kind. A field without a rule is not supported; neither is anything below it. */
public final class FieldTable {
    private final Map<String, FieldRule> rules = new TreeMap<>();

    FieldTable(List<FieldRule> common, List<FieldRule> own) {
        Stream.concat(common.stream(), own.stream()).forEach(rule -> {
            if (rules.put(rule.pattern(), rule) != null) {
                throw new IllegalArgumentException("two rules for " + rule.pattern());
            }
        });
    }

    /** All rules, sorted by pattern. */
    public Collection<FieldRule> rules() {
        return List.copyOf(rules.values());
    }

    /** The rule for a pattern, in which every item and key of a free mapping is already {@code *}. */
    @Nullable
    FieldRule find(String pattern) {
        FieldRule exact = rules.get(pattern);
        return exact != null ? exact : rules.get(pattern + "/**");
    }
}
