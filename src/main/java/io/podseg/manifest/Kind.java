package io.podseg.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.manifest.cni.NadDocument;
import io.podseg.manifest.crd.ImagePolicyDocument;
import io.podseg.manifest.crd.Network;
import io.podseg.manifest.crd.NetworkDocument;
import io.podseg.manifest.crd.SecurityProfileDocument;
import io.podseg.manifest.shape.FieldTable;
import io.podseg.manifest.shape.FieldTables;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds that this version reads. */
enum Kind {
    NAMESPACE("v1", "Namespace", Namespace.class, false),
    CONFIG_MAP("v1", "ConfigMap", ConfigMap.class, true),
    SECRET("v1", "Secret", Secret.class, true),
    SERVICE("v1", "Service", Service.class, true),
    PERSISTENT_VOLUME_CLAIM("v1", "PersistentVolumeClaim", PersistentVolumeClaim.class, true),
    POD("v1", "Pod", Pod.class, true),
    DEPLOYMENT("apps/v1", "Deployment", Deployment.class, true),
    DAEMON_SET("apps/v1", "DaemonSet", DaemonSet.class, true),
    JOB("batch/v1", "Job", Job.class, true),
    NETWORK_POLICY("networking.k8s.io/v1", "NetworkPolicy", NetworkPolicy.class, true),
    NETWORK(Network.API_VERSION, "Network", NetworkDocument.class, false),
    SECURITY_PROFILE(Network.API_VERSION, "SecurityProfile", SecurityProfileDocument.class, false),
    IMAGE_POLICY(Network.API_VERSION, "ImagePolicy", ImagePolicyDocument.class, false),
    NETWORK_ATTACHMENT_DEFINITION(NadDocument.API_VERSION, "NetworkAttachmentDefinition", NadDocument.class, true);

    private final String apiVersion;
    private final String kind;
    private final Class<?> type;
    private final boolean namespaced;

    Kind(String apiVersion, String kind, Class<?> type, boolean namespaced) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.type = type;
        this.namespaced = namespaced;
    }

    static Optional<Kind> of(String name) {
        return Arrays.stream(values()).filter(k -> k.kind.equals(name)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Kind::kind).toList();
    }

    String apiVersion() {
        return apiVersion;
    }

    String kind() {
        return kind;
    }

    Class<?> type() {
        return type;
    }

    boolean namespaced() {
        return namespaced;
    }

    /** Plural of a kind that podseg defines itself, whose schema stands in {@code crds/}. */
    Optional<String> schema() {
        return switch (this) {
            case NETWORK -> Optional.of("networks");
            case SECURITY_PROFILE -> Optional.of("securityprofiles");
            case IMAGE_POLICY -> Optional.of("imagepolicies");
            default -> Optional.empty();
        };
    }

    FieldTable fields() {
        return switch (this) {
            case NAMESPACE -> FieldTables.NAMESPACE;
            case CONFIG_MAP -> FieldTables.CONFIG_MAP;
            case SECRET -> FieldTables.SECRET;
            case SERVICE -> FieldTables.SERVICE;
            case PERSISTENT_VOLUME_CLAIM -> FieldTables.PERSISTENT_VOLUME_CLAIM;
            case POD -> FieldTables.POD;
            case DEPLOYMENT -> FieldTables.DEPLOYMENT;
            case DAEMON_SET -> FieldTables.DAEMON_SET;
            case JOB -> FieldTables.JOB;
            case NETWORK_POLICY -> FieldTables.NETWORK_POLICY;
            case NETWORK -> FieldTables.NETWORK;
            case SECURITY_PROFILE -> FieldTables.SECURITY_PROFILE;
            case IMAGE_POLICY -> FieldTables.IMAGE_POLICY;
            case NETWORK_ATTACHMENT_DEFINITION -> FieldTables.NETWORK_ATTACHMENT_DEFINITION;
        };
    }
}
