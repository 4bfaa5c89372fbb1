package io.podseg.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.manifest.check.HostPortCheck;
import io.podseg.manifest.check.NetworksCheck;
import io.podseg.manifest.check.ReferenceCheck;
import io.podseg.manifest.check.WorkloadNamesCheck;
import io.podseg.manifest.crd.SeccompFile;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.ImagePolicy;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.SecurityProfile;
import io.podseg.model.Workload;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.ManifestSource.SourceFile;
import io.podseg.trust.TrustCheck;
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Collects declared objects and checks what concerns several of them. */
final class Declared {
    private final Map<ObjectKey, Position> places = new HashMap<>();
    private final Set<ObjectKey> broken = new HashSet<>();
    private final List<Manifest<?>> objects = new ArrayList<>();
    private final TreeMap<String, SeccompFile> seccomp = new TreeMap<>();
    private final SeccompFiles seccompFiles;

    /**
     * @param seccompFiles what was found in the last load
     */
    Declared(SeccompFiles seccompFiles) {
        this.seccompFiles = seccompFiles;
    }

    /** Takes an object in; the second of an identity is an error that names the first. */
    void add(Named named, List<Diagnostic> diagnostics) {
        ObjectKey key = named.key();
        Position before = places.putIfAbsent(key, named.place());
        if (before != null) {
            diagnostics.add(Diagnostic.error(
                    named.place(), Quoted.path(key.toString()) + " is declared twice, first at " + before));
            return;
        }
        if (named.broken()) {
            broken.add(key);
        }
        named.manifest().ifPresent(manifest -> {
            objects.add(manifest);
            if (manifest.object() instanceof SeccompFile file) {
                seccomp.put(named.place().file(), file);
            }
        });
    }

    /** How many documents named an object, or were a seccomp profile, so far. */
    int size() {
        return places.size();
    }

    /** Files that the profiles of a manifest name and that were not read so far, as the user would write them. */
    SortedSet<String> wanted(String manifest) {
        return of(SecurityProfile.class).stream()
                .filter(profile -> profile.source().start().file().equals(manifest))
                .flatMap(profile -> SeccompFiles.path(profile).stream())
                .filter(path -> !seccomp.containsKey(path))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether there are seccomp profiles and nothing else: that never means that nothing is wanted. */
    boolean onlySeccomp() {
        return !seccomp.isEmpty() && seccomp.size() == objects.size();
    }

    /**
     * All objects, and the problems between them.
     *
     * @param diagnostics problems of single objects
     */
    Loaded finish(List<Diagnostic> diagnostics, String revision, List<SourceFile> files) {
        Declarations all = all(diagnostics, files);
        List<Diagnostic> judged = new ArrayList<>();
        TrustCheck images = new TrustCheck(TrustRules.of(all.imagePolicies()), judged);
        all.pods().forEach(images::check);
        all.workloads().forEach(workload -> images.check(workload.object().template()));
        boolean compilable = diagnostics.stream().noneMatch(Diagnostic::isError);
        judged.addAll(diagnostics);
        return new Loaded(all, judged.stream().distinct().toList(), revision, files, compilable);
    }

    private Declarations all(List<Diagnostic> diagnostics, List<SourceFile> files) {
        Declarations all = new Declarations(
                of(Namespace.class),
                of(NetworkSpec.class),
                of(Pod.class),
                of(ConfigMap.class),
                of(Secret.class),
                of(NetworkPolicy.class),
                of(Service.class),
                of(Workload.class),
                of(PersistentVolumeClaim.class),
                seccompFiles.fill(
                        of(SecurityProfile.class),
                        seccomp,
                        files.stream().map(SourceFile::name).collect(Collectors.toSet()),
                        diagnostics),
                of(ImagePolicy.class));
        ReferenceCheck references = new ReferenceCheck(all.configMaps(), all.secrets(), broken, diagnostics);
        HostPortCheck hostPorts = new HostPortCheck(diagnostics);
        for (Manifest<Pod> pod : all.pods()) {
            references.check(pod);
            hostPorts.check(pod);
        }
        WorkloadNamesCheck names = new WorkloadNamesCheck(all.pods(), diagnostics);
        for (Manifest<Workload> workload : all.workloads()) {
            references.check(workload.object().template());
            hostPorts.check(workload.object().template());
            names.check(workload);
        }
        new NetworksCheck(diagnostics).check(all.networks());
        all.profiles().stream()
                .filter(profile -> profile.marks().keep() || profile.marks().paused())
                .filter(profile -> !profile.object().host())
                .forEach(profile -> diagnostics.add(Diagnostic.error(
                        profile.source().at("/metadata/annotations"),
                        "a SecurityProfile that selects pods can neither be paused nor kept when it is no longer declared: nothing of"
                                + " it stands on the host but in its pods; annotate those")));
        return all;
    }

    /** The very objects that were added, so that whoever compares two loads sees what is the same. */
    @SuppressWarnings("unchecked") // The object is of that type, and a record has nothing to put another into.
    private <T> List<Manifest<T>> of(Class<T> type) {
        List<Manifest<T>> found = new ArrayList<>();
        for (Manifest<?> manifest : objects) {
            if (type.isInstance(manifest.object())) {
                found.add((Manifest<T>) manifest);
            }
        }
        return found;
    }
}
