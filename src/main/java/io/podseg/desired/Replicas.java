package io.podseg.desired;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.desired.AddressPlanner.Wish;
import io.podseg.hardening.Hardened;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Workload;
import io.podseg.model.Workload.Type;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.Membership;
import io.podseg.state.PodFields;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The pods of Deployments, DaemonSets and Jobs. They take slots: {@code web-pod}, then {@code web-pod-2}, {@code web-pod-3} ... A
 * pod of the present template keeps its slot, new ones take the lowest that no pod of the workload has; so those of an older
 * template can stand beside them while they take over.
 */
final class Replicas {
    private final Declarations declarations;
    private final SortedMap<ObjectKey, List<PodState>> existing;
    private final Set<ObjectKey> declared = new HashSet<>();
    private final List<Manifest<Pod>> pods;
    private final TreeMap<ObjectKey, Membership> members = new TreeMap<>();
    private final TreeMap<ObjectKey, PodSpec> templates = new TreeMap<>();
    private final TreeMap<ObjectKey, Membership> versions = new TreeMap<>();

    private Replicas(Declarations declarations, Known known) {
        this.declarations = declarations;
        this.existing = known.byWorkload();
        this.pods = new ArrayList<>(declarations.pods());
        declarations.pods().forEach(pod -> declared.add(pod.key()));
    }

    /** The pods of all workloads, as many as there should be. */
    static Replicas of(Hardened hardened, Known known) {
        Declarations declarations = hardened.declarations();
        Replicas replicas = new Replicas(declarations, known);
        NetworkWishes asked = replicas.asked();
        Map<ObjectKey, List<Attachment>> wishes = attachments(asked);
        Layering layering = new Layering(declarations, known.facts(), new ArrayList<>());
        PodCompiler compiler = new PodCompiler(new Lookup(declarations), new TreeMap<>(), new ArrayList<>());
        Services services = new Services(declarations.services());
        for (Manifest<Workload> workload : declarations.workloads()) {
            Manifest<Pod> template = workload.object().template();
            PodSpec spec = layering.layered(
                    template,
                    services.extend(
                            template,
                            compiler.compile(
                                    template,
                                    hardened.extra(workload.key()),
                                    asked.mode(template.key()),
                                    wishes.getOrDefault(template.key(), List.of()))));
            replicas.templates.put(workload.key(), spec);
            Membership version = new Membership(workload.key(), PodFields.hash(spec));
            replicas.versions.put(workload.key(), version);
            replicas.expand(workload, version);
        }
        return replicas;
    }

    /** What is declared, with pods in place of workloads. */
    Declarations declarations() {
        return declarations.withPods(pods);
    }

    /** Pods that belong to a workload. */
    SortedMap<ObjectKey, Membership> members() {
        return members;
    }

    /** Whether a pod belongs to a workload in the version that is declared now. */
    boolean isPresent(Membership member) {
        return member.equals(versions.get(member.workload()));
    }

    /** By workload: what its template asks for; the pod's name is that of the first slot, its addresses are those asked for. */
    SortedMap<ObjectKey, PodSpec> templates() {
        return templates;
    }

    /** Networks as the templates ask for them; addresses are not chosen yet. Problems are reported for the pods themselves. */
    private NetworkWishes asked() {
        List<Manifest<Pod>> all = declarations.workloads().stream()
                .map(workload -> workload.object().template())
                .toList();
        return NetworkWishes.of(declarations.withPods(all), new ArrayList<>());
    }

    private static Map<ObjectKey, List<Attachment>> attachments(NetworkWishes asked) {
        Map<ObjectKey, List<Attachment>> wishes = new HashMap<>();
        for (Wish wish : asked.wishes()) {
            wishes.put(
                    wish.pod().key(),
                    wish.requests().stream()
                            .map(request -> new Attachment(
                                    request.network(),
                                    request.addresses(),
                                    request.aliases(),
                                    request.mac(),
                                    request.interfaceName()))
                            .toList());
        }
        return wishes;
    }

    private void expand(Manifest<Workload> workload, Membership member) {
        Manifest<Pod> template = workload.object().template();
        if (workload.object().strategy().type() == Type.REPLACE) {
            for (int i = 0; i < workload.object().replicas(); i++) {
                add(template.key(), workload, member);
            }
            return;
        }
        List<PodState> own = existing.getOrDefault(workload.key(), List.of());
        List<PodState> kept = own.stream()
                .filter(pod -> pod.member().filter(member::equals).isPresent())
                .sorted(Comparator.comparing((PodState pod) -> !runs(pod))
                        .thenComparing(pod -> slot(pod.key(), template)))
                .limit(workload.object().replicas())
                .toList();
        kept.forEach(pod -> add(pod.key(), workload, member));
        Set<ObjectKey> taken = new TreeSet<>(own.stream().map(PodState::key).toList());
        taken.addAll(declared);
        int missing = workload.object().replicas() - kept.size();
        for (int slot = 1; missing > 0; slot++) {
            ObjectKey key = key(template.key(), slot);
            if (taken.add(key)) {
                add(key, workload, member);
                missing--;
            }
        }
    }

    private static boolean runs(PodState pod) {
        return pod.containers().containsValue(ContainerRun.RUNNING);
    }

    /** {@code web-pod} is slot 1, {@code web-pod-7} slot 7. */
    private static ObjectKey key(ObjectKey first, int slot) {
        return slot == 1 ? first : new ObjectKey("Pod", first.namespace(), first.name() + "-" + slot);
    }

    private static int slot(ObjectKey pod, Manifest<Pod> template) {
        String first = template.key().name();
        String rest = pod.name().startsWith(first + "-") ? pod.name().substring(first.length() + 1) : "";
        return rest.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(rest) : 1;
    }

    private void add(ObjectKey key, Manifest<Workload> workload, Membership member) {
        Manifest<Pod> template = workload.object().template();
        Pod pod = new Pod();
        pod.setMetadata(new ObjectMetaBuilder(template.object().getMetadata())
                .withName(key.name())
                .build());
        pod.setSpec(template.object().getSpec());
        pods.add(new Manifest<>(key, pod, template.source(), workload.marks()));
        members.put(key, member);
    }
}
