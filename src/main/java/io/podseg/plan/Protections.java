package io.podseg.plan;

import io.podseg.model.ObjectKey;
import io.podseg.state.PodState;
import io.podseg.state.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Where the policies of pods are enforced, as a field of what is shown of them. */
final class Protections {
    private static final String FIELD = "protection";

    private final SortedMap<ObjectKey, Protection> wanted;

    Protections(SortedMap<ObjectKey, Protection> wanted) {
        this.wanted = wanted;
    }

    /** The fields of a pod that is made, and its layers. */
    List<FieldChange> shown(ObjectKey pod, List<FieldChange> fields) {
        return with(fields, Optional.empty(), text(pod));
    }

    /** The fields of a pod that is made anew, and its layers where they change. */
    List<FieldChange> shown(ObjectKey pod, PodState before, List<FieldChange> fields) {
        return with(fields, Optional.of(Protection.of(before).layers()), text(pod));
    }

    private Optional<String> text(ObjectKey pod) {
        return Optional.ofNullable(wanted.get(pod)).map(layers -> layers.layers() + ": " + layers.why());
    }

    private static List<FieldChange> with(List<FieldChange> fields, Optional<String> before, Optional<String> after) {
        boolean same = after.isEmpty()
                || before.filter(layers -> after.get().startsWith(layers + ":")).isPresent();
        if (same) {
            return fields;
        }
        List<FieldChange> all = new ArrayList<>(fields);
        all.add(new FieldChange(FIELD, before, after));
        return all;
    }
}
