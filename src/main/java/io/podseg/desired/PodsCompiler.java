package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.hardening.Hardened;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.Marks;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.state.Attachment;
import io.podseg.state.Membership;
import io.podseg.state.PodFields;
import io.podseg.state.PodSpec;
import io.podseg.state.SecretSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles all pods: each by itself, then what Services, workloads and layers add, and what goes wrong between two of them. */
final class PodsCompiler {
    private final Hardened hardened;
    private final Replicas replicas;
    private final Declarations declarations;
    private final Known known;
    private final Kept kept;
    private final List<Diagnostic> diagnostics;

    PodsCompiler(Hardened hardened, Replicas replicas, Known known, Kept kept, List<Diagnostic> diagnostics) {
        this.hardened = hardened;
        this.replicas = replicas;
        this.declarations = replicas.declarations();
        this.known = known;
        this.kept = kept;
        this.diagnostics = diagnostics;
    }

    /**
     * Pods by key, with the labels that they have in Podman.
     *
     * @param secrets where the secrets that they use are put
     */
    SortedMap<ObjectKey, PodSpec> compile(
            SortedMap<ObjectKey, List<Attachment>> attachments,
            TreeMap<String, SecretSpec> secrets,
            NetworkWishes wishes,
            Layering layering) {
        PodCompiler compiler = new PodCompiler(new Lookup(declarations), secrets, diagnostics);
        Services services = new Services(declarations.services());
        new ServiceWarnings(diagnostics, kept).check(declarations);
        Set<ObjectKey> workloadsSeen = new HashSet<>();
        AbilityCheck abilities = new AbilityCheck(known.facts(), diagnostics);
        TreeMap<ObjectKey, PodSpec> pods = new TreeMap<>();
        for (Manifest<Pod> manifest : declarations.pods()) {
            PodSpec bare = layering.layered(
                    manifest,
                    services.extend(
                                    manifest,
                                    compiler.compile(
                                            manifest,
                                            hardened.extra(subject(manifest.key())),
                                            wishes.mode(manifest.key()),
                                            attachments.getOrDefault(manifest.key(), List.of())))
                            .withMember(Optional.ofNullable(replicas.members().get(manifest.key()))));
            pods.put(manifest.key(), labelled(bare, manifest));
            if (bare.member()
                    .map(member -> workloadsSeen.add(member.workload()))
                    .orElse(true)) {
                abilities.check(bare, manifest.source(), hardened.enforced(subject(manifest.key())));
            }
        }
        checkContainerNames(pods);
        diagnostics.addAll(new SubPathCheck(pods.values())
                .errors(key -> declared(key).source().at("/metadata/name")));
        return pods;
    }

    /** Its own labels, and those by which podseg knows it again. */
    private static PodSpec labelled(PodSpec bare, Manifest<Pod> manifest) {
        SortedMap<String, String> labels = Owner.others(ObjectFields.labels(manifest.object()));
        labels.putAll(Owner.labels(manifest.key()));
        bare.member().ifPresent(member -> labels.putAll(member.labels()));
        if (manifest.marks().keep()) {
            labels.put(Owner.PRUNE, Marks.DISABLED);
        }
        labels.put(Owner.SPEC_HASH, PodFields.hash(bare));
        return bare.withLabels(labels);
    }

    /** Of what a pod is declared as: itself, or the workload that it belongs to. */
    private ObjectKey subject(ObjectKey pod) {
        Membership member = replicas.members().get(pod);
        return member == null ? pod : member.workload();
    }

    private Manifest<Pod> declared(ObjectKey pod) {
        return declarations.pods().stream()
                .filter(candidate -> candidate.key().equals(pod))
                .findFirst()
                .orElseThrow();
    }

    /** {@code a-b} with container {@code c} and {@code a} with container {@code b-c} would have the same name in Podman. */
    private void checkContainerNames(SortedMap<ObjectKey, PodSpec> pods) {
        Map<String, ObjectKey> seen = new HashMap<>();
        pods.values().forEach(pod -> {
            seen.merge(pod.podmanName(), pod.key(), (one, other) -> one);
            pod.everyContainer().forEach(container -> {
                ObjectKey other = seen.putIfAbsent(container.podmanName(), pod.key());
                if (other != null) {
                    diagnostics.add(Diagnostic.error(
                            declared(pod.key()).source().at("/metadata/name"),
                            "container \"" + container.name() + "\" would be named " + container.podmanName()
                                    + " in Podman, as one of " + other + " is; rename one of them"));
                }
            });
        });
    }
}
