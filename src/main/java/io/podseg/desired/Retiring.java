package io.podseg.desired;

import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Workload;
import io.podseg.model.Workload.Type;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.Attachment;
import io.podseg.state.NetworkFields;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Pods of older templates that go on while those of the present one take over: they keep their addresses, and policies govern them
 * by the labels that they had so far. A pod whose network is made anew cannot stay, nor one whose own address the new pod is to have
 * under other labels, since an address has the rules of one pod only, nor one whose
 * infra container has a name that the new one is to have.
 */
final class Retiring {
    private final Known known;
    private final Replicas replicas;
    private final SortedMap<String, NetworkSpec> networks;
    private final TreeMap<ObjectKey, PodState> pods = new TreeMap<>();
    private final Set<ObjectKey> handOver = new HashSet<>();

    Retiring(
            Known known,
            List<Manifest<Workload>> workloads,
            Replicas replicas,
            SortedMap<String, NetworkSpec> networks) {
        this.known = known;
        this.replicas = replicas;
        this.networks = networks;
        SortedMap<ObjectKey, List<PodState>> existing = known.byWorkload();
        for (Manifest<Workload> workload : workloads) {
            if (workload.object().strategy().type() != Type.REPLACE
                    && workload.object().replicas() > 0) {
                existing.getOrDefault(workload.key(), List.of()).stream()
                        .filter(this::isOlder)
                        .forEach(pod -> add(pod, workload));
            }
        }
    }

    private boolean isOlder(PodState pod) {
        return pod.member().filter(member -> !replicas.isPresent(member)).isPresent();
    }

    private void add(PodState pod, Manifest<Workload> workload) {
        if (!pod.attachments().stream().map(Attachment::network).allMatch(this::stays)) {
            return;
        }
        PodSpec template = replicas.templates().get(workload.key());
        if (template != null && template.settings().infraName().isPresent()) {
            return;
        }
        boolean shared = template != null && addresses(pod).stream().anyMatch(asked(template)::contains);
        if (shared) {
            SortedMap<String, String> now =
                    ObjectFields.labels(workload.object().template().object());
            if (!labels(pod).equals(now)) {
                return;
            }
            handOver.add(pod.key());
        }
        pods.put(pod.key(), pod);
    }

    private boolean stays(String network) {
        NetworkSpec wanted = networks.get(network);
        NetworkSpec found = known.networks().get(network);
        return wanted != null && found != null && NetworkFields.of(wanted).equals(NetworkFields.of(found));
    }

    private static Set<Ip> asked(PodSpec template) {
        Set<Ip> asked = new HashSet<>();
        template.attachments().forEach(attachment -> asked.addAll(attachment.addresses()));
        return asked;
    }

    private static List<Ip> addresses(PodState pod) {
        return pod.attachments().stream()
                .flatMap(attachment -> attachment.addresses().stream())
                .toList();
    }

    private SortedMap<String, String> labels(PodState pod) {
        Endpoint before = known.before().get(pod.key().id());
        return before == null ? pod.labels() : before.labels();
    }

    /** The pods, sorted by key. */
    List<PodState> pods() {
        return List.copyOf(pods.values());
    }

    /** Where they stand. An address that a new pod takes over counts as the new one's. */
    SortedMap<ObjectKey, List<Attachment>> attachments() {
        TreeMap<ObjectKey, List<Attachment>> attachments = new TreeMap<>();
        pods.forEach((key, pod) -> {
            if (!handOver.contains(key)) {
                attachments.put(key, pod.attachments());
            }
        });
        return attachments;
    }

    /** The world with them beside the new pods. */
    World with(World world) {
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints());
        attachments()
                .keySet()
                .forEach(key ->
                        Optional.ofNullable(pods.get(key)).ifPresent(pod -> endpoints.add(endpoint(pod, world))));
        return world.withEndpoints(endpoints);
    }

    /** The world with all of them, for rules that stand in their own namespaces, where nobody takes an address over. */
    World withEach(World world) {
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints());
        pods.values().forEach(pod -> endpoints.add(endpoint(pod, world)));
        return world.withEndpoints(endpoints);
    }

    private Endpoint endpoint(PodState pod, World world) {
        Endpoint before = known.before().get(pod.key().id());
        List<Ip> addresses = pod.network().userMode() ? Endpoint.UNSEEN : addresses(pod);
        if (before != null) {
            return before.hostNetwork() ? before : before.withAddresses(addresses);
        }
        Set<String> successors = new HashSet<>();
        replicas.members().forEach((key, member) -> {
            if (pod.member()
                    .filter(of -> of.workload().equals(member.workload()))
                    .isPresent()) {
                successors.add(key.id());
            }
        });
        Optional<Endpoint> successor = world.endpoints().stream()
                .filter(endpoint -> successors.contains(endpoint.id()))
                .findFirst();
        return new Endpoint(
                pod.key().id(),
                Endpoint.Kind.POD,
                pod.key().namespace(),
                pod.labels(),
                addresses,
                successor.map(Endpoint::ports).orElse(List.of()),
                pod.network().kind() != NetworkMode.Kind.NONE
                        && pod.attachments().isEmpty()
                        && successor.filter(Endpoint::hostNetwork).isPresent());
    }

    /** Addresses that no new pod may be given. */
    Map<String, Set<Ip>> taken() {
        Map<String, Set<Ip>> taken = new TreeMap<>();
        attachments()
                .values()
                .forEach(all ->
                        all.forEach(attachment -> taken.computeIfAbsent(attachment.network(), name -> new HashSet<>())
                                .addAll(attachment.addresses())));
        return taken;
    }
}
