package io.podseg.plan;

import io.podseg.model.Marks;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.state.VolumeSpec;
import io.podseg.state.VolumeState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Volumes of claims: made where they are missing, never made anew, and deleted only where that was asked for. */
final class VolumeDiff {
    private final PlanInput input;
    private final List<Change> changes = new ArrayList<>();
    private final List<KeptObject> kept = new ArrayList<>();

    VolumeDiff(PlanInput input) {
        this.input = input;
        input.desired().volumes().values().forEach(volume -> compare(volume.spec()));
        input.actual().volumes().values().stream()
                .filter(VolumeState::owned)
                .map(VolumeState::spec)
                .filter(volume -> !input.objects().containsKey(volume.key()))
                .forEach(this::leave);
    }

    List<Change> changes() {
        return changes;
    }

    /** Volumes that outlive their claims. */
    List<KeptObject> kept() {
        return kept;
    }

    private void compare(VolumeSpec wanted) {
        ObjectKey key = wanted.key();
        SortedMap<String, String> after = input.objects().getOrDefault(key, new TreeMap<>());
        SortedMap<String, String> before = input.last().objects().getOrDefault(key, new TreeMap<>());
        VolumeState found = input.actual().volumes().get(wanted.podmanName());
        List<FieldChange> fields = FieldChange.between(before, after);
        if (found == null) {
            boolean drift = !before.isEmpty() && after.equals(before);
            changes.add(new Change.CreateVolume(
                    new Header(
                            Action.ADD,
                            key,
                            drift ? "it was removed on the host" : "",
                            drift,
                            FieldChange.between(new TreeMap<>(), after)),
                    wanted));
        } else if (found.owned() && !found.spec().fields().equals(wanted.fields())) {
            List<FieldChange> real = FieldChange.between(found.spec().fields(), wanted.fields());
            changes.add(new Change.Conflict(
                    new Header(Action.UPDATE, key, "a volume cannot be changed and keep its content", false, real),
                    "the volume " + wanted.podmanName()
                            + " was made otherwise; take the change back, or remove the volume and all that is in it with: podman volume rm "
                            + wanted.podmanName()));
        } else if (!after.equals(before)) {
            String reason =
                    found.owned() ? "the volume stays as it is" : "a volume of this name exists; it is used as it is";
            Action action = before.isEmpty() ? Action.ADD : Action.UPDATE;
            changes.add(new Change.Remember(new Header(action, key, reason, false, fields)));
        }
    }

    private void leave(VolumeSpec volume) {
        boolean marked = Marks.DISABLED.equals(volume.labels().get(Owner.PRUNE));
        if (input.deleteVolumes() && !marked) {
            changes.add(new Change.DeleteVolume(
                    new Header(Action.DELETE, volume.key(), "with all that is in it", false, List.of()),
                    volume.podmanName()));
        } else {
            kept.add(new KeptObject(
                    volume.key(),
                    "no longer declared; its volume " + volume.podmanName()
                            + (marked
                                    ? " is kept by " + Marks.PRUNE + ": " + Marks.DISABLED
                                    : " is deleted only with --delete-volumes")));
        }
    }
}
