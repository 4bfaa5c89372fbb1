package io.podseg.plan;

import io.podseg.model.ObjectKey;
import java.util.List;
import java.util.Objects;

/**
 * What every change tells of itself.
 *
 * @param action what is done
 * @param key to which object
 * @param reason why, as a short phrase; empty where the action says it all
 * @param drift the host changed, not the manifests
 * @param fields what differs
 */
public record Header(Action action, ObjectKey key, String reason, boolean drift, List<FieldChange> fields) {
    public Header {
        Objects.requireNonNull(action);
        Objects.requireNonNull(key);
        Objects.requireNonNull(reason);
        fields = List.copyOf(fields);
    }
}
