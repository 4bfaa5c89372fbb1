package io.podseg.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.podseg.manifest.shape.Binder;
import io.podseg.manifest.shape.ShapeCheck;
import io.podseg.manifest.yaml.Problems;

/**
 * A seccomp profile in a file of its own among the manifests, for SecurityProfiles to name.
 *
 * @param json the profile, checked
 */
public record SeccompFile(String json) {
    /** Whether a document is one: it has a default action and is no object of Kubernetes. */
    public static boolean isOne(ObjectNode root) {
        return root.has("defaultAction") && !root.has("kind") && !root.has("apiVersion");
    }

    /** Reads a profile; what is wrong is reported. */
    public static SeccompFile read(ObjectNode root, Problems problems) {
        ObjectNode checked = new ShapeCheck(problems, false).check(withoutNull(root), SeccompFields.class);
        return new SeccompFile(new SeccompReader(problems, "").read(Binder.bind(checked, SeccompFields.class)));
    }

    /** Tools write null for what a rule does not have. */
    private static ObjectNode withoutNull(ObjectNode node) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                copy.set(entry.getKey(), withoutNull(entry.getValue()));
            }
        });
        return copy;
    }

    private static JsonNode withoutNull(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return withoutNull(object);
        }
        if (!node.isArray()) {
            return node;
        }
        var copy = JsonNodeFactory.instance.arrayNode();
        node.forEach(item -> copy.add(withoutNull(item)));
        return copy;
    }
}
