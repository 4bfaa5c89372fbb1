package io.podseg.plan;

import io.podseg.state.ContainerSpec;
import io.podseg.state.Limits;
import io.podseg.state.PodFields;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Limits that change while a pod runs: memory and processors as declared, and all of them where somebody changed them on the host. */
final class LimitDiff {
    private static final Pattern LIMIT = Pattern.compile("containers\\[[^\\]]+\\]\\.resources\\.limits\\.(memory|cpu)");

    private LimitDiff() {}

    /**
     * The update that a running pod needs.
     *
     * @param fields how its manifest differs from what was last applied
     */
    static Optional<Change> of(PodSpec wanted, PodState found, List<FieldChange> fields) {
        List<FieldChange> declared = fields.stream()
                .filter(field -> LIMIT.matcher(field.path()).matches())
                .toList();
        List<FieldChange> measured = new ArrayList<>();
        for (ContainerSpec container : wanted.containers()) {
            Limits actual = found.limits().get(container.name());
            if (actual != null) {
                measured.addAll(differences(container, actual));
            }
        }
        boolean unknown = wanted.containers().stream()
                .anyMatch(container -> !found.limits().containsKey(container.name()));
        if (measured.isEmpty() && (declared.isEmpty() || !unknown)) {
            return Optional.empty();
        }
        boolean drift = declared.isEmpty();
        Header header = new Header(
                Action.UPDATE,
                wanted.key(),
                drift ? "limits were changed on the host" : "limits only, the pod keeps running",
                drift,
                drift ? measured : fields);
        return Optional.of(new Change.UpdatePod(header, wanted));
    }

    private static List<FieldChange> differences(ContainerSpec container, Limits actual) {
        Limits wanted = Limits.of(container);
        return FieldChange.between(
                PodFields.limits(container, wanted.against(actual)), PodFields.limits(container, wanted));
    }
}
