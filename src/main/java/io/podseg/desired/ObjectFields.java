package io.podseg.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.hardening.ProfileFields;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import io.podseg.model.Marks;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Sorted;
import io.podseg.policy.Direction;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.state.FileContent;
import io.podseg.state.NetworkFields;
import io.podseg.state.PodFields;
import io.podseg.state.PodSpec;
import io.podseg.state.VolumeSpec;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Declared objects as flat paths and values. Labels are apart from what needs a new pod: paths below {@code labels} can always
 * change in place. Contents of ConfigMaps and Secrets are hashes.
 */
final class ObjectFields {
    private ObjectFields() {}

    static SortedMap<ObjectKey, SortedMap<String, String>> of(
            Declarations declarations, SortedMap<String, NetworkSpec> networks, SortedMap<ObjectKey, PodSpec> pods) {
        TreeMap<ObjectKey, SortedMap<String, String>> objects = new TreeMap<>();
        declarations.namespaces().forEach(manifest -> objects.put(manifest.key(), withLabels(manifest.object())));
        networks.forEach((name, spec) -> objects.put(new ObjectKey("Network", "", name), network(spec)));
        declarations.configMaps().forEach(manifest -> {
            TreeMap<String, String> fields = withLabels(manifest.object());
            contents(fields, Lookup.content(manifest.object()));
            objects.put(manifest.key(), fields);
        });
        declarations.secrets().forEach(manifest -> {
            TreeMap<String, String> fields = withLabels(manifest.object());
            contents(fields, Lookup.content(manifest.object()));
            objects.put(manifest.key(), fields);
        });
        declarations.claims().forEach(manifest -> {
            TreeMap<String, String> fields = withLabels(manifest.object());
            VolumeSpec volume = ClaimCompiler.compile(manifest);
            fields.put("volume", volume.podmanName());
            fields.putAll(volume.fields());
            volume.importSource().ifPresent(source -> fields.put("importSource", source));
            objects.put(manifest.key(), fields);
        });
        declarations.pods().forEach(manifest -> {
            TreeMap<String, String> fields = withLabels(manifest.object());
            PodSpec spec = pods.get(manifest.key());
            if (spec != null) {
                fields.putAll(spec.member()
                        .map(member -> WorkloadFields.own(spec, member))
                        .orElseGet(() -> PodFields.of(spec)));
            }
            objects.put(manifest.key(), fields);
        });
        declarations.profiles().forEach(manifest -> objects.put(manifest.key(), ProfileFields.of(manifest)));
        declarations.services().forEach(manifest -> objects.put(manifest.key(), Services.fields(manifest.object())));
        declarations
                .all()
                .filter(manifest -> manifest.marks().keep() && !(manifest.object() instanceof NetworkPolicy))
                .forEach(manifest -> objects.put(
                        manifest.key(), marked(manifest, objects.getOrDefault(manifest.key(), new TreeMap<>()))));
        return Sorted.map(objects);
    }

    /** The fields of an object, and that it is not to be pruned where its annotations say so. */
    static SortedMap<String, String> marked(Manifest<?> manifest, SortedMap<String, String> fields) {
        if (!manifest.marks().keep()) {
            return fields;
        }
        TreeMap<String, String> marked = new TreeMap<>(fields);
        marked.put(Marks.FIELD, Marks.DISABLED);
        return marked;
    }

    /** Fields and more of them. */
    static SortedMap<String, String> with(SortedMap<String, String> fields, SortedMap<String, String> more) {
        TreeMap<String, String> all = new TreeMap<>(fields);
        all.putAll(more);
        return all;
    }

    private static SortedMap<String, String> network(NetworkSpec spec) {
        TreeMap<String, String> fields = new TreeMap<>(NetworkFields.of(spec));
        spec.labels().forEach((name, value) -> fields.put("labels[" + name + "]", value));
        Optional.ofNullable(fields.remove("labels[" + Owner.PRUNE + "]"))
                .ifPresent(value -> fields.put(Marks.FIELD, value));
        return fields;
    }

    private static TreeMap<String, String> withLabels(HasMetadata object) {
        TreeMap<String, String> fields = new TreeMap<>();
        labels(object).forEach((name, value) -> fields.put("labels[" + name + "]", value));
        return fields;
    }

    private static void contents(TreeMap<String, String> fields, SortedMap<String, FileContent> contents) {
        contents.forEach((key, content) -> fields.put("data[" + key + "]", content.toString()));
    }

    /** The fields of a policy. */
    static SortedMap<String, String> policy(Policy policy) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("podSelector", policy.pods().toString());
        if (policy.audit()) {
            fields.put("mode", "audit");
        }
        for (Direction direction : Direction.values()) {
            policy.rules(direction).ifPresent(rules -> {
                if (rules.isEmpty()) {
                    fields.put(direction.field(), "nothing is allowed");
                }
                for (PolicyRule rule : rules) {
                    fields.put(direction.field() + "[" + rule.index() + "]", rule.toString());
                }
            });
        }
        return fields;
    }

    static SortedMap<String, String> labels(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? new TreeMap<>() : new TreeMap<>(labels);
    }

    static SortedMap<String, String> annotations(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? new TreeMap<>() : new TreeMap<>(annotations);
    }
}
