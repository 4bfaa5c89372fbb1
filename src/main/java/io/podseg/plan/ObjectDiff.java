package io.podseg.plan;

import io.podseg.model.ObjectKey;
import io.podseg.state.SecretSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Objects without a body of their own on the host: namespaces, policies, ConfigMaps, and Secrets with their Podman secrets. */
final class ObjectDiff {
    private final PlanInput input;
    private final List<Change> changes = new ArrayList<>();

    ObjectDiff(PlanInput input) {
        this.input = input;
        TreeSet<ObjectKey> keys = new TreeSet<>(input.objects().keySet());
        keys.addAll(input.last().objects().keySet());
        input.actual().secrets().values().forEach(id -> keys.add(ObjectKey.of("Secret", id)));
        for (ObjectKey key : keys) {
            switch (key.kind()) {
                case "Secret" -> secret(key);
                case "Namespace", "NetworkPolicy" -> remembered(key, true);
                case "ConfigMap", "Service", "Deployment", "DaemonSet", "Job" -> remembered(key, false);
                default -> {}
            }
        }
    }

    List<Change> changes() {
        return changes;
    }

    private void remembered(ObjectKey key, boolean enforced) {
        SortedMap<String, String> before = input.last().objects().get(key);
        SortedMap<String, String> after = input.objects().get(key);
        if (after != null && after.equals(before)) {
            return;
        }
        Header header = header(key, before, after, "");
        changes.add(enforced ? new Change.Enforce(header) : new Change.Remember(header));
    }

    private static Header header(
            ObjectKey key,
            @Nullable SortedMap<String, String> before,
            @Nullable SortedMap<String, String> after,
            String reason) {
        Action action = before == null ? Action.ADD : after == null ? Action.DELETE : Action.UPDATE;
        List<FieldChange> fields =
                after == null ? List.of() : FieldChange.between(before == null ? new TreeMap<>() : before, after);
        return new Header(action, key, reason, false, fields);
    }

    private void secret(ObjectKey key) {
        SortedMap<String, String> before = input.last().objects().get(key);
        SortedMap<String, String> after = input.objects().get(key);
        List<SecretSpec> missing = input.secrets().values().stream()
                .filter(secret -> secret.key().equals(key))
                .filter(secret -> !input.actual().secrets().containsKey(secret.podmanName()))
                .toList();
        List<String> obsolete = input.actual().secrets().entrySet().stream()
                .filter(entry -> ObjectKey.of("Secret", entry.getValue()).equals(key))
                .map(Map.Entry::getKey)
                .filter(name -> !input.secrets().containsKey(name)
                        && !input.desired().secrets().containsKey(name))
                .toList();
        boolean same = after == null ? before == null : after.equals(before);
        if (same && missing.isEmpty() && obsolete.isEmpty()) {
            return;
        }
        if (same && after != null) {
            String reason = missing.isEmpty()
                    ? "a Podman secret that nothing uses is left"
                    : "a Podman secret was removed on the host";
            changes.add(new Change.WriteSecret(
                    new Header(Action.UPDATE, key, reason, !missing.isEmpty(), List.of()), missing, obsolete));
        } else if (after == null) {
            changes.add(
                    new Change.WriteSecret(new Header(Action.DELETE, key, "", false, List.of()), missing, obsolete));
        } else {
            changes.add(new Change.WriteSecret(header(key, before, after, ""), missing, obsolete));
        }
    }
}
