package io.podseg.manifest.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the fields of a document that nothing would act on: each is an error or a named warning, never silently dropped. */
public final class FieldCheck {
    private final FieldTable table;
    private final Problems problems;

    /**
     * A check of one document.
     *
     * @param table rules of its kind
     * @param problems where problems go
     */
    public FieldCheck(FieldTable table, Problems problems) {
        this.table = table;
        this.problems = problems;
    }

    /** Takes the fields that nothing acts on out of the document. */
    public void check(ObjectNode document) {
        object(document, "", "");
    }

    private void object(ObjectNode node, String pointer, String pattern) {
        List<String> remove = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String child = Pointers.child(pointer, entry.getKey());
            String childPattern = Pointers.child(pattern, entry.getKey());
            FieldRule rule = table.find(childPattern);
            if (!accept(rule, entry.getKey(), entry.getValue(), child)) {
                remove.add(entry.getKey());
            } else if (rule != null && !rule.pattern().endsWith("/**")) {
                descend(entry.getValue(), child, childPattern);
            }
        }
        node.remove(remove);
    }

    private void descend(JsonNode value, String pointer, String pattern) {
        if (value instanceof ObjectNode object) {
            object(object, pointer, pattern);
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                descend(array.get(i), Pointers.child(pointer, i), pattern + "/*");
            }
        }
    }

    private boolean accept(@Nullable FieldRule rule, String name, JsonNode value, String pointer) {
        String field = "field " + Quoted.of(name) + " (" + Quoted.path(pointer) + ")";
        if (rule == null) {
            problems.error(pointer, field + " is not supported by this version of podseg: nothing would act on it");
            return false;
        }
        return switch (rule.verdict()) {
            case SUPPORTED -> true;
            case DEFAULT_ONLY -> {
                if (!rule.values().contains(value.toString())) {
                    problems.error(
                            pointer,
                            field + " is " + Quoted.describe(value) + "; this version of podseg accepts only "
                                    + String.join(" or ", rule.values()) + ": " + rule.reason());
                }
                yield false;
            }
            case IGNORED -> {
                problems.warning(pointer, field + " is ignored: " + rule.reason());
                yield false;
            }
            case REFUSED -> {
                problems.error(pointer, field + " is not supported by this version of podseg: " + rule.reason());
                yield false;
            }
        };
    }
}
