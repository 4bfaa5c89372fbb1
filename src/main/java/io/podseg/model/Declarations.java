package io.podseg.model;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that the manifests declare, each list sorted by key, keys unique.
 *
 * @param namespaces v1 Namespace
 * @param networks podseg.io/v1alpha1 Network
 * @param pods v1 Pod
 * @param configMaps v1 ConfigMap
 * @param secrets v1 Secret
 * @param networkPolicies networking.k8s.io/v1 NetworkPolicy
 * @param services v1 Service
 * @param workloads apps/v1 Deployment and DaemonSet, batch/v1 Job
 * @param claims v1 PersistentVolumeClaim
 * @param profiles podseg.io/v1alpha1 SecurityProfile
 * @param imagePolicies podseg.io/v1alpha1 ImagePolicy
 */
public record Declarations(
        List<Manifest<Namespace>> namespaces,
        List<Manifest<NetworkSpec>> networks,
        List<Manifest<Pod>> pods,
        List<Manifest<ConfigMap>> configMaps,
        List<Manifest<Secret>> secrets,
        List<Manifest<NetworkPolicy>> networkPolicies,
        List<Manifest<Service>> services,
        List<Manifest<Workload>> workloads,
        List<Manifest<PersistentVolumeClaim>> claims,
        List<Manifest<SecurityProfile>> profiles,
        List<Manifest<ImagePolicy>> imagePolicies) {
    public static final Declarations NONE =
            new Declarations(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public Declarations {
        namespaces = sorted(namespaces);
        networks = sorted(networks);
        pods = sorted(pods);
        configMaps = sorted(configMaps);
        secrets = sorted(secrets);
        networkPolicies = sorted(networkPolicies);
        services = sorted(services);
        workloads = sorted(workloads);
        claims = sorted(claims);
        profiles = sorted(profiles);
        imagePolicies = sorted(imagePolicies);
    }

    /** Declarations of these kinds alone. */
    public Declarations(
            List<Manifest<Namespace>> namespaces,
            List<Manifest<NetworkSpec>> networks,
            List<Manifest<Pod>> pods,
            List<Manifest<ConfigMap>> configMaps,
            List<Manifest<Secret>> secrets,
            List<Manifest<NetworkPolicy>> networkPolicies) {
        this(
                namespaces,
                networks,
                pods,
                configMaps,
                secrets,
                networkPolicies,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** The same with these pods and no workloads: what is left to do when those are taken apart. */
    public Declarations withPods(List<Manifest<Pod>> others) {
        return new Declarations(
                namespaces,
                networks,
                others,
                configMaps,
                secrets,
                networkPolicies,
                services,
                List.of(),
                claims,
                profiles,
                imagePolicies);
    }

    /** The same with these workloads. */
    public Declarations withWorkloads(List<Manifest<Workload>> others) {
        return new Declarations(
                namespaces,
                networks,
                pods,
                configMaps,
                secrets,
                networkPolicies,
                services,
                others,
                claims,
                profiles,
                imagePolicies);
    }

    /** All objects. */
    public Stream<Manifest<?>> all() {
        return Stream.of(
                        namespaces,
                        networks,
                        pods,
                        configMaps,
                        secrets,
                        networkPolicies,
                        services,
                        workloads,
                        claims,
                        profiles,
                        imagePolicies)
                .flatMap(List::stream);
    }

    /** Only those whose key fits. */
    public Declarations only(Predicate<ObjectKey> wanted) {
        return new Declarations(
                only(namespaces, wanted),
                only(networks, wanted),
                only(pods, wanted),
                only(configMaps, wanted),
                only(secrets, wanted),
                only(networkPolicies, wanted),
                only(services, wanted),
                only(workloads, wanted),
                only(claims, wanted),
                only(profiles, wanted),
                only(imagePolicies, wanted));
    }

    private static <T> List<Manifest<T>> only(List<Manifest<T>> manifests, Predicate<ObjectKey> wanted) {
        return manifests.stream()
                .filter(manifest -> wanted.test(manifest.key()))
                .toList();
    }

    private static <T> List<Manifest<T>> sorted(List<Manifest<T>> manifests) {
        return manifests.stream().sorted(Comparator.comparing(Manifest::key)).toList();
    }
}
