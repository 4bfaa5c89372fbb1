package io.podseg.status;

import io.podseg.desired.Tally;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Direction;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.PodState;
import io.podseg.state.Protection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Status of pods. */
final class PodStatus {
    private PodStatus() {}

    static ObjectStatus of(ObjectKey key, @Nullable PodState pod, Set<String> ready, Tally tally) {
        if (pod == null) {
            Condition missing = new Condition(
                    Condition.READY, false, "Missing", "Podman has no such pod; \"podseg apply\" makes it");
            return new ObjectStatus(key, List.of(missing), new TreeMap<>(), new TreeMap<>());
        }
        TreeMap<String, List<String>> addresses = new TreeMap<>();
        pod.attachments()
                .forEach(attachment -> addresses.put(
                        attachment.network(),
                        attachment.addresses().stream().map(Ip::toString).toList()));
        TreeMap<String, String> containers = new TreeMap<>();
        pod.containers().forEach((name, run) -> containers.put(name, run.name().toLowerCase(Locale.ROOT)));
        Counted counted = counted(pod.key().id(), pod.attachments(), tally);
        return new ObjectStatus(
                key,
                List.of(ready(pod, ready)),
                addresses,
                containers,
                counted,
                Protection.of(pod).layers());
    }

    /** What was counted of an endpoint of the world. */
    static Counted counted(String id, List<Attachment> attachments, Tally tally) {
        List<Ip> addresses = attachments.stream()
                .flatMap(attachment -> attachment.addresses().stream())
                .toList();
        TreeMap<Direction, List<String>> policies = new TreeMap<>();
        for (Direction direction : Direction.values()) {
            policies.put(direction, tally.isolating(id, direction));
        }
        return new Counted(tally.pod(id, addresses), policies, List.of());
    }

    /**
     * Whether it runs as it should.
     *
     * @param ready all addresses that are programmed
     */
    static Condition ready(PodState pod, Set<String> ready) {
        List<String> down = pod.containers().entrySet().stream()
                .filter(entry -> entry.getValue() != ContainerRun.RUNNING && entry.getValue() != ContainerRun.COMPLETED)
                .map(entry -> entry.getKey() + " " + word(entry.getValue()))
                .toList();
        if (!down.isEmpty()) {
            return new Condition(
                    Condition.READY, false, "ContainersNotRunning", "not running: " + String.join(", ", down));
        }
        if (!pod.containers().isEmpty() && !pod.containers().containsValue(ContainerRun.RUNNING)) {
            return new Condition(Condition.READY, true, "Completed", "has run to completion");
        }
        List<String> dark = dark(pod, ready);
        if (!dark.isEmpty()) {
            return new Condition(
                    Condition.READY,
                    false,
                    "Dark",
                    "the firewall lets nothing from or to " + String.join(", ", dark) + " pass");
        }
        return new Condition(Condition.READY, true, "Running", pod.containers().size() + " running");
    }

    private static String word(ContainerRun run) {
        return run == ContainerRun.SPENT
                ? "failed and was started again as often as it may be"
                : run.name().toLowerCase(Locale.ROOT);
    }

    /** Addresses that no ready set names: all their traffic is dropped. */
    private static List<String> dark(PodState pod, Set<String> ready) {
        return pod.attachments().stream()
                .flatMap(attachment -> attachment.addresses().stream())
                .map(Ip::toString)
                .filter(address -> !ready.contains(address))
                .toList();
    }
}
