package io.podseg.plan;

import io.podseg.model.Ip;
import io.podseg.model.Marks;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.ContainerRun;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pods: what has another specification is replaced; what only stopped is started; labels never touch a pod. */
final class PodDiff {
    private final PlanInput input;
    private final Set<String> replacedNetworks;
    private final Set<String> retiring;
    private final Set<String> completed;
    private final ImageDiff images;
    private final Protections protections;
    private final Set<String> completedBefore;
    private final List<Change> changes = new ArrayList<>();

    PodDiff(PlanInput input, Set<String> replacedNetworks) {
        this.input = input;
        this.replacedNetworks = replacedNetworks;
        this.completed = completed(input.world());
        this.completedBefore = completed(input.last().world());
        this.images = new ImageDiff(input.images());
        this.protections = new Protections(input.protections());
        this.retiring =
                input.transition().retiring().stream().map(PodState::podmanName).collect(Collectors.toSet());
        input.pods().values().forEach(this::compare);
        input.actual().pods().forEach(this::remove);
    }

    List<Change> changes() {
        return changes;
    }

    private void compare(PodSpec wanted) {
        ObjectKey key = wanted.key();
        PodState target = input.desired().pods().get(wanted.podmanName());
        PodState found = input.actual().pods().get(wanted.podmanName());
        SortedMap<String, String> after = input.objects().getOrDefault(key, new TreeMap<>());
        SortedMap<String, String> before = before(key);
        boolean unchanged = after.equals(before);
        List<FieldChange> fields = FieldChange.between(before, after);
        Optional<String> taken = Collisions.name(wanted, input.actual());
        Optional<String> held = found != null && hasEnded(wanted, found)
                ? Optional.empty()
                : Collisions.address(wanted, input.actual());
        if (found == null && taken.isPresent()) {
            changes.add(new Change.Conflict(
                    new Header(
                            Action.ADD, key, "the host has a pod or container of this name already", false, List.of()),
                    taken.get() + " exists in Podman and is not podseg's; rename one, or remove it with: podman rm "
                            + taken.get()));
        } else if (held.isPresent()) {
            Action action = found == null ? Action.ADD : Action.UPDATE;
            changes.add(new Change.Conflict(
                    new Header(action, key, "somebody else has its address", false, fields),
                    held.get() + "; stop it, or give one of the two another address"));
        } else if (found == null) {
            String reason = unchanged ? "it was removed on the host" : "";
            List<FieldChange> all = protections.shown(key, images.shown(FieldChange.between(new TreeMap<>(), after)));
            changes.add(new Change.CreatePod(new Header(Action.ADD, key, reason, unchanged, all), wanted));
        } else if (target == null || !target.specHash().equals(found.specHash())) {
            changes.add(new Change.ReplacePod(
                    new Header(
                            Action.REPLACE,
                            key,
                            replaceReason(fields, unchanged),
                            unchanged,
                            protections.shown(key, found, images.shown(fields))),
                    wanted));
        } else {
            compareRunning(wanted, target, found, fields);
        }
    }

    /** Nobody runs there and nobody will: its address may be another's. */
    private static boolean hasEnded(PodSpec wanted, PodState found) {
        return !found.containers().containsValue(ContainerRun.RUNNING)
                && found.containers().values().stream().allMatch(run -> isRight(wanted.restartPolicy(), run));
    }

    private SortedMap<String, String> before(ObjectKey key) {
        return input.last().fields(key);
    }

    private static String replaceReason(List<FieldChange> fields, boolean unchanged) {
        if (unchanged) {
            return "it was made again on the host with another specification";
        }
        List<String> paths = fields.stream()
                .map(FieldChange::path)
                .filter(path -> !isLabel(path))
                .toList();
        if (paths.isEmpty()) {
            return "its specification differs";
        }
        if (paths.stream().allMatch(path -> path.endsWith("].aliases"))) {
            return "Podman gives a pod its DNS names when it is made, and they change";
        }
        String more = paths.size() > 1 ? " and " + (paths.size() - 1) + " more" : "";
        return paths.getFirst() + more + (paths.size() > 1 ? " change" : " changes");
    }

    private void compareRunning(PodSpec wanted, PodState target, PodState found, List<FieldChange> fields) {
        ObjectKey key = wanted.key();
        Optional<String> network = wanted.attachments().stream()
                .map(attachment -> attachment.network())
                .filter(replacedNetworks::contains)
                .findFirst();
        if (network.isPresent()) {
            String reason = "network " + network.get() + " is made anew";
            changes.add(new Change.ReplacePod(new Header(Action.REPLACE, key, reason, false, fields), wanted));
            return;
        }
        for (String container : target.containers().keySet()) {
            if (!found.containers().containsKey(container)) {
                String reason = "container " + container + " was removed on the host";
                changes.add(new Change.ReplacePod(new Header(Action.REPLACE, key, reason, true, fields), wanted));
                return;
            }
        }
        Optional<String> moved = moved(target, found);
        if (moved.isPresent()) {
            changes.add(new Change.ReplacePod(new Header(Action.REPLACE, key, moved.get(), true, fields), wanted));
            return;
        }
        Optional<Change> image = images.moved(wanted, found, fields);
        if (image.isPresent()) {
            changes.add(image.get());
            return;
        }
        if (neverRan(found)) {
            // Podman may have died while it started it: what it left in the runtime keeps this pod from starting for
            // ever.
            String reason = "it was made and never started";
            changes.add(new Change.ReplacePod(new Header(Action.REPLACE, key, reason, true, fields), wanted));
            return;
        }
        List<String> stopped = found.containers().entrySet().stream()
                .filter(entry -> !isRight(wanted.restartPolicy(), entry.getValue()))
                .map(PodDiff::describe)
                .toList();
        Optional<Change> limits = LimitDiff.of(wanted, found, fields);
        if (!stopped.isEmpty()) {
            String reason = String.join(", ", stopped);
            changes.add(new Change.StartPod(new Header(Action.UPDATE, key, reason, true, fields), wanted));
        } else if (limits.isPresent()) {
            changes.add(limits.get());
        } else if (input.last().isUnready(key)) {
            String reason = "it was not ready at the end of the last apply";
            changes.add(new Change.AwaitPod(new Header(Action.UPDATE, key, reason, false, labels(fields)), wanted));
        } else if (access(wanted).isPresent()) {
            changes.add(new Change.Enforce(
                    new Header(Action.UPDATE, key, access(wanted).get(), false, labels(fields))));
        } else if (before(key).isEmpty()) {
            String reason = "podseg does not remember it; it keeps running";
            changes.add(new Change.Enforce(new Header(Action.UPDATE, key, reason, false, List.of())));
        } else if (fields.stream().anyMatch(field -> isLabel(field.path()))) {
            String reason = "labels only, the pod keeps running";
            changes.add(new Change.Enforce(new Header(Action.UPDATE, key, reason, false, fields)));
        }
    }

    private static boolean neverRan(PodState found) {
        return !found.containers().isEmpty()
                && found.containers().values().stream().allMatch(ContainerRun.CREATED::equals);
    }

    /** Why a pod that stays as it is loses its access, or gets it back. */
    private Optional<String> access(PodSpec wanted) {
        String id = wanted.key().id();
        if (!completed.contains(id)) {
            return completedBefore.contains(id) ? Optional.of("it runs again after its completion") : Optional.empty();
        }
        Set<String> addresses = ReadySets.addresses(wanted);
        return ReadySets.members(input.actual().firewall()).stream()
                        .anyMatch(member -> addresses.contains(member.address()))
                ? Optional.of("it has run to completion and keeps no access")
                : Optional.empty();
    }

    /** Pods that have run to completion: the world knows no address of them. */
    private static Set<String> completed(World world) {
        return world.endpoints().stream()
                .filter(endpoint -> endpoint.kind() == Endpoint.Kind.POD
                        && !endpoint.hostNetwork()
                        && endpoint.addresses().isEmpty())
                .map(Endpoint::id)
                .collect(Collectors.toSet());
    }

    private static List<FieldChange> labels(List<FieldChange> fields) {
        return fields.stream().filter(field -> isLabel(field.path())).toList();
    }

    /** How the pod's place on its networks was changed by hand; only a new pod gets it back for certain. */
    private static Optional<String> moved(PodState target, PodState found) {
        Map<String, List<Ip>> wanted = places(target);
        Map<String, List<Ip>> actual = places(found);
        for (Map.Entry<String, List<Ip>> place : wanted.entrySet()) {
            List<Ip> now = actual.get(place.getKey());
            if (now == null) {
                return Optional.of("it was taken off network " + place.getKey() + " on the host");
            }
            if (!place.getValue().containsAll(now)) {
                return Optional.of("its address on network " + place.getKey() + " was changed on the host");
            }
        }
        return actual.keySet().stream()
                .filter(network -> !wanted.containsKey(network))
                .map(network -> "it was put on network " + network + " on the host")
                .findFirst();
    }

    private static Map<String, List<Ip>> places(PodState pod) {
        TreeMap<String, List<Ip>> places = new TreeMap<>();
        pod.attachments().forEach(attachment -> places.put(attachment.network(), attachment.addresses()));
        return places;
    }

    private static boolean isLabel(String path) {
        return path.startsWith("labels[") || path.equals(Marks.FIELD);
    }

    private static boolean isRight(String restartPolicy, ContainerRun run) {
        return switch (run) {
            // Podman has started it again as often as it may; to start it once more would take the bound away.
            case RUNNING, SPENT -> true;
            case COMPLETED -> !restartPolicy.equals("always");
            case FAILED -> restartPolicy.equals("no");
            case CREATED, PAUSED -> false;
        };
    }

    private static String describe(Map.Entry<String, ContainerRun> container) {
        String state = switch (container.getValue()) {
            case RUNNING -> "runs";
            case COMPLETED -> "ended";
            case FAILED, SPENT -> "failed or was stopped";
            case CREATED -> "was never started";
            case PAUSED -> "is paused";
        };
        return "container " + container.getKey() + " " + state;
    }

    private void remove(String name, PodState found) {
        if (!input.desired().pods().containsKey(name) && !retiring.contains(name)) {
            changes.add(new Change.DeletePod(new Header(Action.DELETE, found.key(), "", false, List.of()), name));
        }
    }
}
