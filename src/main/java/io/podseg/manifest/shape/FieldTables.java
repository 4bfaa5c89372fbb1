package io.podseg.manifest.shape;

import static io.podseg.manifest.shape.FieldRule.ignored;
import static io.podseg.manifest.shape.FieldRule.only;
import static io.podseg.manifest.shape.FieldRule.refused;
import static io.podseg.manifest.shape.FieldRule.supported;

import java.util.List;

/** Which fields of each kind podseg acts on in this version. Pods have a file of their own: {@link PodFields}. */
public final class FieldTables {
    private static final String SERVER = "a Kubernetes API server writes it";

    private static final List<FieldRule> COMMON = List.of(
            supported("/apiVersion", "identity"),
            supported("/kind", "identity"),
            supported("/metadata", "identity"),
            supported("/metadata/name", "identity"),
            supported("/metadata/namespace", "identity"),
            supported("/metadata/labels/**", "selectors"),
            supported("/metadata/annotations/**", "podseg.io annotations; others are free"),
            ignored("/metadata/creationTimestamp", SERVER),
            ignored("/metadata/generation", SERVER),
            ignored("/metadata/managedFields", SERVER),
            ignored("/metadata/resourceVersion", SERVER),
            ignored("/metadata/selfLink", SERVER),
            ignored("/metadata/uid", SERVER),
            ignored("/status", SERVER),
            refused("/metadata/deletionGracePeriodSeconds", "an object that is being deleted must not be declared"),
            refused("/metadata/deletionTimestamp", "an object that is being deleted must not be declared"),
            refused("/metadata/finalizers", "nothing would wait for them"),
            refused("/metadata/generateName", "objects need a fixed name; write metadata.name"),
            refused("/metadata/ownerReferences", "no controller owns a declared object"));

    public static final FieldTable NAMESPACE = new FieldTable(
            COMMON,
            List.of(
                    supported("/spec", "holds finalizers only"),
                    ignored("/spec/finalizers", "nothing waits for them")));

    public static final FieldTable CONFIG_MAP = new FieldTable(
            COMMON,
            List.of(
                    supported("/data/**", "environment and volumes"),
                    supported("/binaryData/**", "volumes"),
                    only("/immutable", "what the manifests say always counts", "false")));

    public static final FieldTable SECRET = new FieldTable(
            COMMON,
            List.of(
                    supported("/data/**", "environment and volumes"),
                    supported("/stringData/**", "merged into data"),
                    supported("/type", "for people; podseg treats all types alike"),
                    only("/immutable", "what the manifests say always counts", "false")));

    public static final FieldTable PERSISTENT_VOLUME_CLAIM = new FieldTable(
            COMMON,
            List.of(
                    supported("/spec", "a Podman volume; annotations volume.podman.io/… say how it is made"),
                    supported("/spec/accessModes", "on one host every pod may mount it"),
                    only("/spec/volumeMode", "a Podman volume is a folder", "\"Filesystem\""),
                    ignored("/spec/storageClassName", "Podman's driver is named by volume.podman.io/driver"),
                    supported("/spec/resources", "see below"),
                    supported("/spec/resources/requests", "see below"),
                    ignored("/spec/resources/requests/storage", "nothing reserves space for a volume"),
                    refused("/spec/resources/limits", "nothing limits the size of a volume"),
                    refused("/spec/selector", "there are no PersistentVolumes to choose from"),
                    refused("/spec/volumeName", "there are no PersistentVolumes to choose from"),
                    refused("/spec/volumeAttributesClassName", "there are no PersistentVolumes to choose from"),
                    refused("/spec/dataSource", "nothing would copy it; see volume.podman.io/import-source"),
                    refused("/spec/dataSourceRef", "nothing would copy it; see volume.podman.io/import-source")));

    public static final FieldTable NETWORK_POLICY =
            new FieldTable(COMMON, List.of(supported("/spec/**", "the whole API; checked by io.podseg.policy")));

    public static final FieldTable NETWORK =
            new FieldTable(COMMON, List.of(supported("/spec/**", "the CRD's schema says what may stand there")));

    public static final FieldTable SECURITY_PROFILE = NETWORK;

    public static final FieldTable IMAGE_POLICY = NETWORK;

    public static final FieldTable NETWORK_ATTACHMENT_DEFINITION = new FieldTable(
            COMMON,
            List.of(
                    supported("/spec", "the network"),
                    supported("/spec/config", "a CNI configuration of the plugin bridge, read as a Network")));

    public static final FieldTable SERVICE = new FieldTable(COMMON, ServiceFields.RULES);

    public static final FieldTable POD = new FieldTable(COMMON, PodFields.RULES);

    public static final FieldTable DEPLOYMENT = new FieldTable(COMMON, WorkloadFields.DEPLOYMENT);

    public static final FieldTable DAEMON_SET = new FieldTable(COMMON, WorkloadFields.DAEMON_SET);

    public static final FieldTable JOB = new FieldTable(COMMON, WorkloadFields.JOB);

    private FieldTables() {}
}
