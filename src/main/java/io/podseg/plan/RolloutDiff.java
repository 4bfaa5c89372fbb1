package io.podseg.plan;

import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.Workload;
import io.podseg.model.Workload.Strategy;
import io.podseg.model.Workload.Type;
import io.podseg.state.Membership;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Joins what concerns a workload whose template has changed, its own change and the pods that come and go, into one change. */
final class RolloutDiff {
    private final PlanInput input;
    private final List<Change> rest = new ArrayList<>();
    private final Map<ObjectKey, List<PodSpec>> members = new TreeMap<>();
    private final List<Change> rollouts = new ArrayList<>();

    RolloutDiff(PlanInput input, List<Change> changes) {
        this.input = input;
        Map<ObjectKey, List<PodState>> retiring = retiring(input);
        retiring.keySet().retainAll(input.workloads().keySet());
        input.pods()
                .values()
                .forEach(pod -> pod.member()
                        .ifPresent(member -> members.computeIfAbsent(member.workload(), key -> new ArrayList<>())
                                .add(pod)));
        Map<ObjectKey, List<Change>> parts = new TreeMap<>();
        for (Change change : changes) {
            ObjectKey key = about(change);
            (retiring.containsKey(key) ? parts.computeIfAbsent(key, name -> new ArrayList<>()) : rest).add(change);
        }
        retiring.forEach((key, pods) -> join(key, parts.getOrDefault(key, List.of()), pods));
    }

    /** The workload of a pod that comes, else the object itself. */
    private static ObjectKey about(Change change) {
        return change instanceof Change.CreatePod fresh
                ? fresh.pod()
                        .member()
                        .map(Membership::workload)
                        .orElse(fresh.header().key())
                : change.header().key();
    }

    /** All changes, those that were joined in place of their parts. */
    List<Change> changes() {
        return Stream.concat(rest.stream(), rollouts.stream()).toList();
    }

    /** Pods of older templates by workload. */
    static Map<ObjectKey, List<PodState>> retiring(PlanInput input) {
        TreeMap<ObjectKey, List<PodState>> retiring = new TreeMap<>();
        for (PodState pod : input.transition().retiring()) {
            pod.member()
                    .map(Membership::workload)
                    .ifPresent(key -> retiring.computeIfAbsent(key, name -> new ArrayList<>())
                            .add(pod));
        }
        return retiring;
    }

    private void join(ObjectKey key, List<Change> parts, List<PodState> retire) {
        Workload workload = Objects.requireNonNull(input.workloads().get(key));
        List<PodSpec> create = new ArrayList<>();
        List<FieldChange> fields = new ArrayList<>();
        for (Change part : parts) {
            if (part instanceof Change.CreatePod fresh) {
                create.add(fresh.pod());
            } else {
                fields.addAll(part.header().fields());
            }
        }
        Set<ObjectKey> made = new HashSet<>();
        create.forEach(pod -> made.add(pod.key()));
        List<PodSpec> keep = members.getOrDefault(key, List.of()).stream()
                .filter(pod -> !made.contains(pod.key()))
                .filter(pod -> input.actual().pods().containsKey(pod.podmanName()))
                .toList();
        Optional<String> obstacle =
                obstacle(Stream.concat(create.stream(), keep.stream()).toList(), retire);
        Stream.concat(create.stream(), keep.stream())
                .findFirst()
                .ifPresent(pod -> fields.addAll(new ImageDiff(input.images()).fields(pod, retire.getFirst())));
        create.stream()
                .findFirst()
                .ifPresent(pod -> fields.addAll(
                        new Protections(input.protections()).shown(pod.key(), retire.getFirst(), List.of())));
        RolloutPace pace = pace(workload, retire.size(), obstacle.isPresent());
        Header header = new Header(
                Action.UPDATE,
                key,
                reason(pace, create.size(), retire.size(), fields.isEmpty(), obstacle),
                false,
                fields);
        rollouts.add(new Change.Rollout(header, pace, create, keep, retire));
    }

    private static RolloutPace pace(Workload workload, int retire, boolean obstacle) {
        Strategy strategy = workload.strategy();
        boolean stopFirst = obstacle || strategy.type() == Type.RECREATE;
        return stopFirst
                ? new RolloutPace(
                        workload.replicas(), 0, Math.max(workload.replicas(), retire), true, strategy.minReadySeconds())
                : new RolloutPace(
                        workload.replicas(),
                        strategy.surge(),
                        strategy.unavailable(),
                        false,
                        strategy.minReadySeconds());
    }

    /** What an old and a new pod cannot both have. */
    private static Optional<String> obstacle(List<PodSpec> pods, List<PodState> retire) {
        Set<Ip> held = new HashSet<>();
        retire.forEach(pod -> pod.attachments().forEach(attachment -> held.addAll(attachment.addresses())));
        for (PodSpec pod : pods) {
            if (!pod.ports().isEmpty()) {
                return Optional.of("hostPort " + pod.ports().getFirst().hostPort());
            }
            if (pod.hostNetwork()) {
                return Optional.of("the host's network");
            }
            Optional<Ip> shared = pod.attachments().stream()
                    .flatMap(attachment -> attachment.addresses().stream())
                    .filter(held::contains)
                    .findFirst();
            if (shared.isPresent()) {
                return Optional.of("address " + shared.get());
            }
        }
        return Optional.empty();
    }

    private static String reason(
            RolloutPace pace, int create, int retire, boolean sameObject, Optional<String> obstacle) {
        String who = pods(create, "new") + " take" + (create == 1 ? "s" : "") + " over from " + retire
                + (sameObject ? ", where a rollout was left unfinished" : "");
        if (pace.stopFirst()) {
            return who + "; the old " + (retire == 1 ? "one stops" : "ones stop") + " first"
                    + obstacle.map(what -> ", for both need " + what).orElse("");
        }
        return who + "; at most " + pace.surge() + " more and " + pace.unavailable() + " fewer meanwhile";
    }

    private static String pods(int count, String which) {
        return count + " " + which + (count == 1 ? " pod" : " pods");
    }
}
