package io.podseg.status;

import io.podseg.desired.Tally;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Sorted;
import io.podseg.plan.Inventory;
import io.podseg.state.Count;
import io.podseg.state.Counters;
import io.podseg.state.ForeignContainer;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import io.podseg.state.PodState;
import io.podseg.state.SettingKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in force on a host.
 *
 * @param revision revision of the manifests last applied; empty where nothing was
 * @param objects sorted by kind, namespace and name; containers of others that policies govern are among them
 * @param dark other containers of others that stand on networks of podseg's; the firewall lets nothing of them pass
 * @param drops what was dropped and belongs to no policy, by the reason: {@code guard} (not programmed), {@code invalid},
 *     {@code mid-stream} ...
 */
public record HostStatus(
        String revision, List<ObjectStatus> objects, List<ForeignContainer> dark, SortedMap<String, Count> drops) {
    public HostStatus {
        objects = List.copyOf(objects);
        dark = List.copyOf(dark);
        drops = Sorted.map(drops);
    }

    /**
     * Says of each object that was applied, or that podseg owns, how it stands.
     *
     * @param actual the host
     * @param last what podseg remembers of its last apply
     * @param counters what the kernel counted
     */
    public static HostStatus of(HostState actual, Inventory last, Counters counters) {
        Map<ObjectKey, PodState> pods = new HashMap<>();
        actual.pods().values().forEach(pod -> pods.put(pod.key(), pod));
        TreeSet<ObjectKey> keys = new TreeSet<>(last.objects().keySet());
        keys.addAll(pods.keySet());
        actual.networks().forEach((name, network) -> {
            if (network.owned()) {
                keys.add(new ObjectKey("Network", "", name));
            }
        });
        PolicyStatus policies = new PolicyStatus(
                last.world(),
                Enforcement.broken(actual, last.firewall()),
                new Tally(last.world(), counters, inside(actual, counters)));
        Set<String> ready = ReadyAddresses.of(actual.firewall());
        List<ObjectStatus> objects = new ArrayList<>();
        for (ObjectKey key : keys) {
            ObjectStatus object = switch (key.kind()) {
                case "Pod" -> PodStatus.of(key, pods.get(key), ready, policies.tally());
                case "Network" -> network(key, actual);
                case "Deployment", "DaemonSet", "Job" -> WorkloadStatus.of(key, actual, last, ready);
                case "NetworkPolicy" -> policies.of(key);
                case "SecurityProfile", "ImagePolicy" -> plain(key, settings(key, actual, last));
                default -> plain(key, new Condition(Condition.READY, true, "Applied", "applied"));
            };
            objects.add(last.isUnready(key) ? object.unready("was not ready when it was last waited for") : object);
        }
        ForeignStatus foreign = new ForeignStatus(actual, last.world(), policies.tally(), ready);
        objects.addAll(foreign.governed());
        objects.sort(Comparator.comparing(ObjectStatus::key));
        return new HostStatus(
                last.revision(), objects, foreign.dark(), policies.tally().others());
    }

    /** Whether the host's settings are as they were written. */
    private static Condition settings(ObjectKey key, HostState actual, Inventory last) {
        return SettingKey.among(last.fields(key)).entrySet().stream()
                .filter(setting -> !setting.getValue().equals(actual.settings().get(setting.getKey())))
                .findFirst()
                .map(setting -> new Condition(
                        Condition.READY,
                        false,
                        "SettingChanged",
                        setting.getKey().path() + " was changed on the host"))
                .orElseGet(() -> new Condition(Condition.READY, true, "Applied", "applied"));
    }

    private static Map<String, Counters> inside(HostState actual, Counters counters) {
        Map<String, Counters> inside = new HashMap<>();
        counters.pods().forEach((name, counts) -> {
            PodState pod = actual.pods().get(name);
            if (pod != null) {
                inside.put(pod.key().id(), counts);
            }
        });
        return inside;
    }

    /** Nothing is known. */
    static final HostStatus NOTHING = new HostStatus("", List.of(), List.of(), new TreeMap<>());

    /** The same host with its objects told otherwise. */
    HostStatus withObjects(List<ObjectStatus> others) {
        List<ObjectStatus> sorted = new ArrayList<>(others);
        sorted.sort(Comparator.comparing(ObjectStatus::key));
        return new HostStatus(revision, sorted, dark, drops);
    }

    /** Whether every condition of every object holds. */
    public boolean good() {
        return objects.stream().allMatch(ObjectStatus::good);
    }

    private static ObjectStatus plain(ObjectKey key, Condition condition) {
        return new ObjectStatus(key, List.of(condition), new TreeMap<>(), new TreeMap<>());
    }

    private static ObjectStatus network(ObjectKey key, HostState actual) {
        NetworkState network = actual.networks().get(key.name());
        if (network == null || !network.owned()) {
            String message = network == null
                    ? "Podman has no such network; \"podseg apply\" makes it"
                    : "the network of this name does not carry podseg's label " + Owner.OWNER;
            return plain(key, new Condition(Condition.READY, false, "Missing", message));
        }
        TreeMap<String, List<String>> subnets = new TreeMap<>();
        subnets.put(
                key.name(),
                network.spec().subnets().stream()
                        .map(subnet -> subnet.cidr().toString())
                        .toList());
        String bridge =
                network.spec().interfaceName().map(name -> "bridge " + name).orElse("created");
        return new ObjectStatus(
                key, List.of(new Condition(Condition.READY, true, "Created", bridge)), subnets, new TreeMap<>());
    }
}
