package io.podseg.plan;

import io.podseg.model.Marks;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.state.ForeignContainer;
import io.podseg.state.NetworkFields;
import io.podseg.state.NetworkState;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Networks: Podman cannot change one, so any difference is a replacement. */
final class NetworkDiff {
    private final PlanInput input;
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> replaced = new TreeSet<>();

    NetworkDiff(PlanInput input) {
        this.input = input;
        input.desired().networks().forEach((name, network) -> compare(name, network.spec()));
        input.actual().networks().forEach(this::remove);
    }

    List<Change> changes() {
        return changes;
    }

    /** Networks that are made anew; no pod can stay on them. */
    Set<String> replaced() {
        return replaced;
    }

    private void compare(String name, NetworkSpec wanted) {
        ObjectKey key = new ObjectKey("Network", "", name);
        NetworkState found = input.actual().networks().get(name);
        SortedMap<String, String> after = input.objects().getOrDefault(key, new TreeMap<>());
        boolean unchanged = after.equals(input.last().objects().get(key));
        Optional<NetworkSpec> overlapped = overlapped(wanted);
        if (overlapped.isPresent()) {
            String theirs = overlapped.get().name();
            Action action = found == null ? Action.ADD : Action.REPLACE;
            changes.add(new Change.Conflict(
                    new Header(action, key, "its subnet overlaps that of network " + theirs, false, List.of()),
                    "the subnet of network " + name + " overlaps that of network " + theirs
                            + ", which is not podseg's; choose another"));
        } else if (found == null) {
            String reason = unchanged ? "it was removed on the host" : "";
            changes.add(new Change.CreateNetwork(
                    new Header(Action.ADD, key, reason, unchanged, FieldChange.between(new TreeMap<>(), after)),
                    wanted));
            replaced.add(name);
        } else if (!found.owned()) {
            changes.add(new Change.Conflict(
                    new Header(Action.ADD, key, "the host has a network of this name already", false, List.of()),
                    "network " + name
                            + " exists and is not podseg's; rename yours or remove it with: podman network rm "
                            + name));
        } else {
            List<FieldChange> fields = FieldChange.between(NetworkFields.of(found.spec()), NetworkFields.of(wanted));
            if (!fields.isEmpty() && (inUse(Action.REPLACE, key, name) || occupied(key, name))) {
                return;
            }
            if (fields.isEmpty()) {
                remember(key, after);
            }
            if (!fields.isEmpty()) {
                replaced.add(name);
                String reason = unchanged ? "it was changed on the host" : "Podman cannot change a network in place";
                changes.add(
                        new Change.ReplaceNetwork(new Header(Action.REPLACE, key, reason, unchanged, fields), wanted));
            }
        }
    }

    /** Whether it may be pruned is only remembered. */
    private void remember(ObjectKey key, SortedMap<String, String> after) {
        List<FieldChange> marks = FieldChange.between(input.last().objects().getOrDefault(key, after), after).stream()
                .filter(field -> field.path().equals(Marks.FIELD))
                .toList();
        if (!marks.isEmpty()) {
            changes.add(new Change.Remember(new Header(Action.UPDATE, key, "", false, marks)));
        }
    }

    /** Pods that stay as they are cannot be made anew with their network. */
    private boolean occupied(ObjectKey key, String network) {
        List<ObjectKey> users = input.desired().pods().values().stream()
                .filter(pod -> !input.pods().containsKey(pod.key()))
                .filter(pod -> pod.attachments().stream()
                        .anyMatch(attachment -> attachment.network().equals(network)))
                .map(PodState::key)
                .toList();
        if (users.isEmpty()) {
            return false;
        }
        String names = users.stream().map(ObjectKey::toString).collect(Collectors.joining(", "));
        changes.add(new Change.Conflict(
                new Header(Action.REPLACE, key, "pods that stay as they are stand on it: " + names, false, List.of()),
                "network " + network
                        + " can only be made anew together with the pods on it, and these stay as they are: " + names));
        return true;
    }

    /** A network of others that has a part of the subnets: Podman would refuse ours. */
    private Optional<NetworkSpec> overlapped(NetworkSpec wanted) {
        return input.actual().networks().values().stream()
                .filter(other -> !other.owned() && !other.spec().name().equals(wanted.name()))
                .map(NetworkState::spec)
                .filter(other -> other.subnets().stream()
                        .anyMatch(theirs -> wanted.subnets().stream()
                                .anyMatch(ours -> ours.cidr().overlaps(theirs.cidr()))))
                .findFirst();
    }

    private void remove(String name, NetworkState network) {
        if (network.owned() && !input.desired().networks().containsKey(name)) {
            ObjectKey key = new ObjectKey("Network", "", name);
            if (!inUse(Action.DELETE, key, name)) {
                changes.add(new Change.DeleteNetwork(new Header(Action.DELETE, key, "", false, List.of()), name));
            }
        }
    }

    /** Podman removes no network that containers of others have joined; then nothing that stands on it is touched either. */
    private boolean inUse(Action action, ObjectKey key, String network) {
        List<String> users = input.actual().foreign().values().stream()
                .filter(container -> container.attachments().stream()
                        .anyMatch(attachment -> attachment.network().equals(network)))
                .map(ForeignContainer::name)
                .toList();
        if (users.isEmpty()) {
            return false;
        }
        String names = String.join(", ", users);
        changes.add(new Change.Conflict(
                new Header(action, key, "containers of others use it: " + names, false, List.of()),
                "containers that are not podseg's use network " + network + "; remove or disconnect them first: "
                        + names));
        return true;
    }
}
