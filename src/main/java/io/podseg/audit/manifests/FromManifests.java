package io.podseg.audit.manifests;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.audit.Exemptions;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.ConfigFacts;
import io.podseg.audit.facts.NetworkFacts;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.PolicyFacts;
import io.podseg.audit.facts.Subject;
import io.podseg.audit.facts.Told;
import io.podseg.audit.facts.Told.Demand;
import io.podseg.audit.facts.VariableFacts;
import io.podseg.hardening.Finding;
import io.podseg.hardening.Hardened;
import io.podseg.hardening.Hardener;
import io.podseg.model.Declarations;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Workload;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyParser;
import io.podseg.policy.Selections;
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Manifests as what the audit looks at: each pod, and each workload by its template. */
public final class FromManifests {
    private final Declarations declarations;
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final List<Policy> policies;
    private final Selections<ObjectKey> selections;
    private final HostClaims claims;
    private final PodFactsOf pods;
    private final Hardened hardened;

    private FromManifests(Declarations given) {
        this.hardened = Hardener.harden(given);
        this.declarations = hardened.declarations();
        for (Manifest<Namespace> namespace : declarations.namespaces()) {
            namespaces.put(namespace.key().name(), annotations(namespace.object()));
        }
        policies = declarations.networkPolicies().stream()
                .flatMap(manifest -> PolicyParser.parse(manifest).policy().stream())
                .toList();
        claims = HostClaims.of(declarations.claims());
        selections = new Selections<>(policies, selectable());
        pods = new PodFactsOf(namespaces, selections, TrustRules.of(declarations.imagePolicies()), claims);
    }

    /**
     * What the manifests declare.
     *
     * @param declarations valid declarations; what SecurityProfiles fill in counts as if the pods said it
     */
    public static Audited of(Declarations declarations) {
        return new FromManifests(declarations).audited();
    }

    private Audited audited() {
        List<PodFacts> all = new ArrayList<>();
        declarations.pods().forEach(pod -> all.add(pods.of(pod, pod.key(), Map.of(), hardened.extra(pod.key()))));
        for (Manifest<Workload> workload : declarations.workloads()) {
            all.add(pods.of(
                    workload.object().template(),
                    workload.key(),
                    Optional.ofNullable(workload.object().metadata().getAnnotations())
                            .orElse(Map.of()),
                    hardened.extra(workload.key())));
        }
        return new Audited(
                Origin.MANIFESTS,
                all,
                policyFacts(),
                declarations.networks().stream().map(this::network).toList(),
                declarations.configMaps().stream().map(this::config).toList(),
                standards(all),
                Optional.empty());
    }

    private List<Told> standards(List<PodFacts> all) {
        List<Told> told = new ArrayList<>();
        List<Manifest<Pod>> manifests = pods().toList();
        for (int i = 0; i < all.size(); i++) {
            told.addAll(Standards.of(manifests.get(i), all.get(i), claims));
        }
        Map<Subject, SortedMap<String, String>> exemptions = new HashMap<>();
        all.forEach(pod -> exemptions.putIfAbsent(pod.subject(), pod.exemptions()));
        hardened.findings().forEach(finding -> told.add(demanded(finding, exemptions)));
        return told;
    }

    private static Told demanded(Finding finding, Map<Subject, SortedMap<String, String>> exemptions) {
        Subject subject = subject(finding.subject());
        return new Told(
                subject,
                exemptions.getOrDefault(subject, new TreeMap<>()),
                switch (finding.mode()) {
                    case ENFORCE -> Demand.ENFORCED;
                    case WARN -> Demand.WARNED;
                    case AUDIT -> Demand.AUDITED;
                },
                Optional.of(finding.position()),
                "",
                finding.message());
    }

    /** By what they are called in findings. */
    private List<Selections.Pod<ObjectKey>> selectable() {
        List<Selections.Pod<ObjectKey>> all = new ArrayList<>();
        declarations.pods().forEach(pod -> selectable(pod.key(), pod).ifPresent(all::add));
        declarations
                .workloads()
                .forEach(workload ->
                        selectable(workload.key(), workload.object().template()).ifPresent(all::add));
        return all;
    }

    private static Optional<Selections.Pod<ObjectKey>> selectable(ObjectKey key, Manifest<Pod> pod) {
        return Optional.of(pod)
                .filter(PodFactsOf::isSelectable)
                .map(one -> new Selections.Pod<>(
                        key,
                        pod.key().namespace(),
                        new TreeMap<>(
                                Optional.ofNullable(pod.object().getMetadata().getLabels())
                                        .orElse(Map.of()))));
    }

    private List<PolicyFacts> policyFacts() {
        Map<ObjectKey, Manifest<NetworkPolicy>> manifests = new HashMap<>();
        declarations.networkPolicies().forEach(manifest -> manifests.putIfAbsent(manifest.key(), manifest));
        return policies.stream()
                .map(policy -> policy(policy, Objects.requireNonNull(manifests.get(policy.key()))))
                .toList();
    }

    private PolicyFacts policy(Policy policy, Manifest<NetworkPolicy> manifest) {
        return new PolicyFacts(
                Subject.of(Origin.MANIFESTS, policy.key()),
                pointer -> Optional.of(manifest.source().at(pointer)),
                exemptions(policy.namespace(), manifest.object()),
                selections.selected(policy));
    }

    private Stream<Manifest<Pod>> pods() {
        return Stream.concat(
                declarations.pods().stream(),
                declarations.workloads().stream()
                        .map(workload -> workload.object().template()));
    }

    private NetworkFacts network(Manifest<NetworkSpec> manifest) {
        return new NetworkFacts(
                Subject.of(Origin.MANIFESTS, manifest.key()),
                pointer -> Optional.of(manifest.source().at(pointer)),
                new TreeMap<>(),
                manifest.key().name(),
                false,
                true,
                manifest.object().isolate() || manifest.object().internal());
    }

    private ConfigFacts config(Manifest<ConfigMap> manifest) {
        List<VariableFacts> entries = new ArrayList<>();
        new TreeMap<>(Optional.ofNullable(manifest.object().getData()).orElse(Map.of()))
                .forEach(
                        (key, value) -> entries.add(new VariableFacts(key, value, "/data/" + PodFactsOf.escaped(key))));
        return new ConfigFacts(
                Subject.of(Origin.MANIFESTS, manifest.key()),
                pointer -> Optional.of(manifest.source().at(pointer)),
                exemptions(manifest.key().namespace(), manifest.object()),
                entries);
    }

    private TreeMap<String, String> exemptions(String namespace, HasMetadata object) {
        return Exemptions.of(namespaces.getOrDefault(namespace, Map.of()), annotations(object));
    }

    static Map<String, String> annotations(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
    }

    /** Identity of a pod as findings name it. */
    static Subject subject(ObjectKey key) {
        return Subject.of(Origin.MANIFESTS, key);
    }
}
