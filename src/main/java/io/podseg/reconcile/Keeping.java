package io.podseg.reconcile;

import io.podseg.desired.Kept;
import io.podseg.desired.Names;
import io.podseg.model.Declarations;
import io.podseg.model.Marks;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.plan.Inventory;
import io.podseg.plan.KeptObject;
import io.podseg.policy.Endpoint;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.HostState;
import io.podseg.state.Membership;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Divides the objects into those that a plan acts on and those that stay as they are: what is paused, what is not to be pruned, what
 * no target means, and what those need.
 */
final class Keeping {
    private static final String NETWORK = "Network";

    private final HostState actual;
    private final Inventory last;
    private final Scope scope;
    private final Set<ObjectKey> targeted;
    private final Map<ObjectKey, Marks> declared = new HashMap<>();
    private final TreeMap<ObjectKey, String> reasons = new TreeMap<>();
    private final TreeMap<ObjectKey, PodState> pods = new TreeMap<>();
    private final TreeMap<String, NetworkSpec> networks = new TreeMap<>();
    private final Declarations active;

    Keeping(Declarations declarations, HostState actual, Inventory last, Scope scope) {
        this.actual = actual;
        this.last = last;
        this.scope = scope;
        this.targeted = new Selection(declarations).closure(scope.targets());
        declarations.all().forEach(manifest -> declared.put(manifest.key(), manifest.marks()));
        this.active = declarations.only(this::isActive);
        existing().forEach(this::decide);
        declared.forEach((key, marks) -> {
            if (marks.paused()) {
                reasons.put(key, "paused by " + Marks.PAUSED + "; it is left as it is");
            }
        });
        pods();
        networks();
    }

    /** The declarations that the plan acts on. */
    Declarations active() {
        return active;
    }

    private boolean isActive(ObjectKey key) {
        Marks marks = declared.get(key);
        return marks != null && !marks.paused() && isTargeted(key);
    }

    private boolean isTargeted(ObjectKey key) {
        return scope.targets().isEmpty() || targeted.contains(key);
    }

    /** What Podman has of podseg's and what is remembered; a pod of a workload stands for the workload. */
    private Set<ObjectKey> existing() {
        TreeSet<ObjectKey> keys = new TreeSet<>(last.objects().keySet());
        actual.pods().values().forEach(pod -> {
            keys.remove(pod.key());
            keys.add(owner(pod));
        });
        actual.networks().forEach((name, network) -> {
            if (network.owned()) {
                keys.add(new ObjectKey(NETWORK, "", name));
            }
        });
        actual.secrets().values().forEach(id -> keys.add(ObjectKey.of("Secret", id)));
        return keys;
    }

    private static ObjectKey owner(PodState pod) {
        return pod.member().map(Membership::workload).orElse(pod.key());
    }

    private void decide(ObjectKey key) {
        if (isActive(key)) {
            return;
        }
        if (declared.containsKey(key)) {
            reasons.put(key, "");
        } else if (!isTargeted(key)) {
            reasons.put(key, "");
        } else if (mustStay(key)) {
            reasons.put(key, "no longer declared, kept by " + Marks.PRUNE + ": " + Marks.DISABLED);
        } else if (!scope.prune()) {
            reasons.put(key, "no longer declared, kept by --no-prune");
        }
    }

    /** What is remembered counts; where nothing is, the label in Podman. */
    private boolean mustStay(ObjectKey key) {
        SortedMap<String, String> fields = last.objects().get(key);
        if (fields != null) {
            return Marks.DISABLED.equals(fields.get(Marks.FIELD));
        }
        return labels(key).anyMatch(labels -> Marks.DISABLED.equals(labels.get(Owner.PRUNE)));
    }

    private Stream<SortedMap<String, String>> labels(ObjectKey key) {
        return key.kind().equals(NETWORK)
                ? actual.networks().values().stream()
                        .filter(network -> network.spec().name().equals(key.name()))
                        .map(network -> network.spec().labels())
                : actual.pods().values().stream()
                        .filter(pod -> owner(pod).equals(key))
                        .map(PodState::labels);
    }

    private void pods() {
        for (PodState pod : actual.pods().values()) {
            if (reasons.containsKey(owner(pod))) {
                pods.put(pod.key(), pod);
            }
        }
    }

    private void networks() {
        for (PodState pod : pods.values()) {
            for (Attachment attachment : pod.attachments()) {
                ObjectKey key = new ObjectKey(NETWORK, "", attachment.network());
                if (!isActive(key)) {
                    boolean implied = attachment.network().equals(Names.DEFAULT_NETWORK);
                    reasons.putIfAbsent(key, implied ? "" : "no longer declared, but " + pod.key() + " stays on it");
                }
            }
        }
        actual.networks().forEach((name, network) -> {
            if (network.owned() && reasons.containsKey(new ObjectKey(NETWORK, "", name))) {
                networks.put(name, network.spec());
            }
        });
    }

    /** All that stays. */
    Kept kept() {
        TreeMap<ObjectKey, SortedMap<String, String>> objects = new TreeMap<>();
        last.objects().forEach((key, fields) -> {
            if (reasons.containsKey(key) || pods.containsKey(key)) {
                objects.put(key, fields);
            }
        });
        TreeMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
        last.world().namespaceLabels().forEach((name, labels) -> {
            if (reasons.containsKey(new ObjectKey("Namespace", "", name))) {
                namespaces.put(name, labels);
            }
        });
        Map<String, Endpoint> before = new HashMap<>();
        last.world().endpoints().stream()
                .filter(endpoint -> endpoint.kind() == Endpoint.Kind.POD)
                .forEach(endpoint -> before.putIfAbsent(endpoint.id(), endpoint));
        return new Kept(
                networks,
                pods,
                pods.values().stream().map(pod -> endpoint(pod, before)).toList(),
                namespaces,
                last.world().policies().stream()
                        .filter(policy -> reasons.containsKey(policy.key()))
                        .toList(),
                secrets(),
                objects);
    }

    /** What was put in force last, with the addresses that the pod has; nobody knows more where nothing is remembered. */
    private static Endpoint endpoint(PodState pod, Map<String, Endpoint> before) {
        var addresses = pod.network().userMode()
                ? Endpoint.UNSEEN
                : pod.attachments().stream()
                        .flatMap(attachment -> attachment.addresses().stream())
                        .toList();
        boolean runs = pod.containers().containsValue(ContainerRun.RUNNING);
        return Optional.ofNullable(before.get(pod.key().id()))
                .map(endpoint -> endpoint.hostNetwork() || endpoint.addresses().isEmpty() && !runs
                        ? endpoint
                        : endpoint.withAddresses(addresses))
                .orElseGet(() -> new Endpoint(
                        pod.key().id(),
                        Endpoint.Kind.POD,
                        pod.key().namespace(),
                        Owner.others(pod.labels()),
                        addresses,
                        List.of(),
                        pod.network().kind() == NetworkMode.Kind.HOST
                                || pod.network().kind() == NetworkMode.Kind.BRIDGE
                                        && pod.attachments().isEmpty()));
    }

    /** Podman secrets of kept Secrets, and those that the remembered fields of kept pods name. */
    private SortedMap<String, String> secrets() {
        Set<String> named = pods.values().stream()
                .flatMap(pod -> Stream.of(pod.key(), owner(pod)))
                .flatMap(key -> last.objects().getOrDefault(key, new TreeMap<>()).values().stream())
                .filter(value -> value.startsWith("secret "))
                .map(value -> value.split(" ", -1)[1])
                .collect(Collectors.toSet());
        TreeMap<String, String> secrets = new TreeMap<>();
        actual.secrets().forEach((name, id) -> {
            if (named.contains(name) || reasons.containsKey(ObjectKey.of("Secret", id))) {
                secrets.put(name, id);
            }
        });
        return secrets;
    }

    /** What the plan tells of what stays, where there is something to tell. */
    List<KeptObject> told() {
        List<KeptObject> told = new ArrayList<>();
        reasons.forEach((key, reason) -> {
            if (!reason.isEmpty()) {
                told.add(new KeptObject(key, reason));
            }
        });
        return told;
    }

    /** Targets that are neither declared nor there. */
    List<ObjectKey> unknown() {
        Set<ObjectKey> existing = existing();
        return scope.targets().stream()
                .filter(key -> !declared.containsKey(key) && !existing.contains(key))
                .toList();
    }

    /** Declared objects, for suggestions. */
    List<String> names() {
        return declared.keySet().stream().map(ObjectKey::toString).sorted().toList();
    }
}
