package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.model.Declarations;
import io.podseg.model.Hardening;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.SecurityProfile;
import io.podseg.model.SecurityProfile.Mode;
import io.podseg.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Fills the defaults of SecurityProfiles into the pods that they select, and holds the pods to their levels. */
public final class Hardener {
    private final Declarations declarations;
    private final Selection selection;
    private final Levels levels;
    private final SortedMap<ObjectKey, Hardening> extras = new TreeMap<>();
    private final SortedMap<ObjectKey, SortedMap<String, String>> origins = new TreeMap<>();
    private final SortedMap<ObjectKey, SortedMap<String, String>> enforced = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private Hardener(Declarations declarations, SortedMap<String, SortedMap<String, String>> kept) {
        this.declarations = declarations;
        this.selection = new Selection(declarations, kept);
        this.levels = new Levels(declarations.namespaces(), HostClaims.of(declarations.claims()), kept);
    }

    /** Looks at all pods and templates. */
    public static Hardened harden(Declarations declarations) {
        return harden(declarations, new TreeMap<>());
    }

    /**
     * Looks at all pods and templates.
     *
     * @param kept labels of namespaces that are not declared and stay as they are
     */
    public static Hardened harden(Declarations declarations, SortedMap<String, SortedMap<String, String>> kept) {
        Hardener hardener = new Hardener(declarations, kept);
        List<Manifest<Pod>> pods =
                declarations.pods().stream().map(hardener::pod).toList();
        List<Manifest<Workload>> workloads =
                declarations.workloads().stream().map(hardener::workload).toList();
        return new Hardened(
                declarations.withPods(pods).withWorkloads(workloads),
                hardener.extras,
                hardener.origins,
                hardener.enforced,
                hardener.findings.stream().distinct().toList());
    }

    private Manifest<Pod> pod(Manifest<Pod> manifest) {
        return harden(manifest.key(), manifest);
    }

    private Manifest<Workload> workload(Manifest<Workload> manifest) {
        Workload workload = manifest.object();
        Manifest<Pod> template = harden(manifest.key(), workload.template());
        return template == workload.template()
                ? manifest
                : new Manifest<>(
                        manifest.key(),
                        new Workload(workload.metadata(), workload.replicas(), workload.strategy(), template),
                        manifest.source(),
                        manifest.marks());
    }

    private Manifest<Pod> harden(ObjectKey subject, Manifest<Pod> manifest) {
        List<Manifest<SecurityProfile>> profiles = selection.of(manifest);
        Merging merging = new Merging();
        profiles.forEach(merging::add);
        merging.finish();
        findings.addAll(merging.findings());
        if (merging.wishes().isEmpty()) {
            findings.addAll(levels.check(subject, manifest, profiles, pointer -> Optional.empty()));
            return manifest;
        }
        enforced.put(subject, enforced(merging));
        Filling filling = new Filling(subject, manifest, merging.wishes());
        new ContextFiller(filling).fill();
        new LimitFiller(filling).fill();
        Hardening extra = new PodFiller(filling).fill();
        Manifest<Pod> filled = new Manifest<>(manifest.key(), filling.pod(), manifest.source(), manifest.marks());
        findings.addAll(filling.findings());
        findings.addAll(levels.check(subject, filled, profiles, filling::origin));
        extras.put(subject, extra);
        origins.put(subject, origins(filling));
        return filled;
    }

    private static SortedMap<String, String> enforced(Merging merging) {
        TreeMap<String, String> enforced = new TreeMap<>();
        merging.wishes().values().stream()
                .filter(wish -> wish.place().mode() == Mode.ENFORCE)
                .forEach(wish -> enforced.put(
                        wish.path(), wish.place().who() + " (" + wish.place().position() + ")"));
        return enforced;
    }

    private static SortedMap<String, String> origins(Filling filling) {
        TreeMap<String, String> origins = new TreeMap<>();
        filling.filled()
                .forEach((path, wish) ->
                        origins.put("securityProfile[" + wish.place().name() + "]." + path, wish.text()));
        return origins;
    }
}
