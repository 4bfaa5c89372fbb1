package io.podseg.manifest.shape;

import static io.podseg.manifest.shape.FieldRule.ignored;
import static io.podseg.manifest.shape.FieldRule.only;
import static io.podseg.manifest.shape.FieldRule.refused;
import static io.podseg.manifest.shape.FieldRule.supported;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which fields of a Pod podseg acts on in this version. {@code podman kube play} takes some more; they come later, and until
 * then are errors. Kubernetes writes many defaults into what {@code kubectl get} prints: those that ask for nothing pass.
 */
final class PodFields {
    private static final String ONE_HOST = "podseg keeps a single host";
    private static final String LATER = "nothing would act on it yet";
    private static final String IN_POD = "part of the container as created";
    private static final String C = "/spec/containers/*";
    private static final String V = "/spec/volumes/*";
    private static final String SECCOMP = "Podman's own default profile is in force and cannot be changed yet";

    private static final List<FieldRule> POD = List.of(
            supported("/spec", "the pod"),
            supported("/spec/containers", "the pod"),
            supported("/spec/volumes", "mounted by containers"),
            supported("/spec/hostname", "the pod's host name"),
            supported("/spec/hostNetwork", "the pod uses the host's network"),
            supported("/spec/restartPolicy", "Podman's restart policy"),
            supported("/spec/terminationGracePeriodSeconds", "Podman's stop timeout"),
            supported("/spec/securityContext", "defaults for the containers"),
            supported("/spec/securityContext/runAsUser", IN_POD),
            supported("/spec/securityContext/runAsGroup", IN_POD),
            supported("/spec/securityContext/supplementalGroups", IN_POD),
            supported("/spec/securityContext/seLinuxOptions/**", IN_POD),
            only("/spec/securityContext/runAsNonRoot", "nothing would refuse an image that runs as root", "false"),
            only("/spec/securityContext/seccompProfile", SECCOMP, "{\"type\":\"RuntimeDefault\"}"),
            refused("/spec/securityContext/sysctls", LATER),
            refused("/spec/securityContext/fsGroup", "nothing would change the owner of volumes"),
            refused("/spec/initContainers", "nothing would run them yet"),
            refused("/spec/ephemeralContainers", "they cannot be declared in Kubernetes either"),
            refused("/spec/activeDeadlineSeconds", "nothing would stop the pod"),
            refused("/spec/imagePullSecrets", "log in with podman login instead"),
            refused("/spec/hostAliases", LATER),
            refused("/spec/dnsConfig", LATER),
            refused("/spec/nodeSelector", ONE_HOST),
            refused("/spec/affinity", ONE_HOST),
            refused("/spec/topologySpreadConstraints", ONE_HOST),
            only("/spec/automountServiceAccountToken", "there are no service account tokens", "false"),
            only("/spec/dnsPolicy", "the pod's networks decide", "\"ClusterFirst\""),
            only("/spec/enableServiceLinks", "there are no Service variables either way", "true", "false"),
            only("/spec/hostIPC", "nothing would act on it yet", "false"),
            only("/spec/hostPID", "nothing would act on it yet", "false"),
            only("/spec/hostUsers", "nothing would act on it yet", "true"),
            only("/spec/shareProcessNamespace", "nothing would act on it yet", "false"),
            only("/spec/setHostnameAsFQDN", "nothing would act on it", "false"),
            only("/spec/priority", "nothing schedules pods", "0"),
            only("/spec/preemptionPolicy", "nothing schedules pods", "\"PreemptLowerPriority\"", "\"Never\""),
            only("/spec/schedulerName", "nothing schedules pods", "\"default-scheduler\""),
            only("/spec/serviceAccount", "there are no service accounts", "\"default\"", "\"\""),
            only("/spec/serviceAccountName", "there are no service accounts", "\"default\"", "\"\""),
            ignored("/spec/nodeName", ONE_HOST),
            ignored("/spec/tolerations", ONE_HOST));

    private static final List<FieldRule> CONTAINER = List.of(
            supported(C + "/name", "identity"),
            supported(C + "/image", IN_POD),
            supported(C + "/imagePullPolicy", "when the image is pulled"),
            supported(C + "/command", IN_POD),
            supported(C + "/args", IN_POD),
            supported(C + "/workingDir", IN_POD),
            supported(C + "/env", IN_POD),
            supported(C + "/env/*/name", IN_POD),
            supported(C + "/env/*/value", IN_POD),
            supported(C + "/env/*/valueFrom", IN_POD),
            supported(C + "/env/*/valueFrom/configMapKeyRef/**", "resolved from the manifests"),
            supported(C + "/env/*/valueFrom/secretKeyRef/**", "a Podman secret"),
            refused(C + "/env/*/valueFrom/fieldRef", LATER),
            refused(C + "/env/*/valueFrom/resourceFieldRef", LATER),
            supported(C + "/envFrom", IN_POD),
            supported(C + "/envFrom/*/prefix", "resolved from the manifests"),
            supported(C + "/envFrom/*/configMapRef/**", "resolved from the manifests"),
            supported(C + "/envFrom/*/secretRef/**", "Podman secrets"),
            supported(C + "/ports", "named ports and published ports"),
            supported(C + "/ports/*/name", "named ports of policies"),
            supported(C + "/ports/*/containerPort", "the port that is published"),
            supported(C + "/ports/*/hostPort", "published on the host"),
            supported(C + "/ports/*/hostIP", "published on that address"),
            supported(C + "/ports/*/protocol", "TCP where absent"),
            supported(C + "/volumeMounts", IN_POD),
            supported(C + "/volumeMounts/*/name", IN_POD),
            supported(C + "/volumeMounts/*/mountPath", IN_POD),
            supported(C + "/volumeMounts/*/readOnly", IN_POD),
            only(C + "/volumeMounts/*/mountPropagation", LATER, "\"None\""),
            only(C + "/volumeMounts/*/recursiveReadOnly", LATER, "\"Disabled\""),
            refused(C + "/volumeMounts/*/subPath", "the whole volume would be mounted"),
            supported(C + "/resources", IN_POD),
            supported(C + "/resources/limits", IN_POD),
            supported(C + "/resources/limits/cpu", IN_POD),
            supported(C + "/resources/limits/memory", IN_POD),
            supported(C + "/resources/requests", "see below"),
            ignored(C + "/resources/requests/cpu", "nothing reserves processors; limits are enforced"),
            ignored(C + "/resources/requests/memory", "nothing reserves memory; limits are enforced"),
            only(C + "/stdin", LATER, "false"),
            only(C + "/stdinOnce", LATER, "false"),
            only(C + "/tty", LATER, "false"),
            only(C + "/terminationMessagePath", "nothing reads it", "\"/dev/termination-log\""),
            only(C + "/terminationMessagePolicy", "nothing reads it", "\"File\""),
            refused(C + "/lifecycle", "nothing would run its hooks"));

    private static final List<FieldRule> CONTAINER_SECURITY = List.of(
            supported(C + "/securityContext", IN_POD),
            supported(C + "/securityContext/privileged", IN_POD),
            supported(C + "/securityContext/allowPrivilegeEscalation", "no-new-privileges"),
            supported(C + "/securityContext/readOnlyRootFilesystem", IN_POD),
            supported(C + "/securityContext/runAsUser", IN_POD),
            supported(C + "/securityContext/runAsGroup", IN_POD),
            supported(C + "/securityContext/capabilities/**", IN_POD),
            supported(C + "/securityContext/seLinuxOptions/**", IN_POD),
            only(C + "/securityContext/procMount", LATER, "\"Default\""),
            only(C + "/securityContext/runAsNonRoot", "nothing would refuse an image that runs as root", "false"),
            only(C + "/securityContext/seccompProfile", SECCOMP, "{\"type\":\"RuntimeDefault\"}"));

    private static final List<FieldRule> VOLUME = List.of(
            supported(V + "/name", "mounted by containers"),
            supported(V + "/emptyDir/**", "a volume of the pod, or a tmpfs for medium Memory"),
            supported(V + "/hostPath/**", "a bind mount"),
            supported(V + "/configMap", "files, read-only"),
            supported(V + "/configMap/name", "which ConfigMap"),
            supported(V + "/configMap/optional", "may be absent"),
            supported(V + "/configMap/defaultMode", "permission bits"),
            supported(V + "/configMap/items", "which keys"),
            supported(V + "/configMap/items/*/key", "which key"),
            supported(V + "/configMap/items/*/path", "file name"),
            refused(V + "/configMap/items/*/mode", "all files of a volume have defaultMode"),
            supported(V + "/secret", "Podman secrets as files"),
            supported(V + "/secret/secretName", "which Secret"),
            supported(V + "/secret/optional", "may be absent"),
            supported(V + "/secret/defaultMode", "permission bits"),
            supported(V + "/secret/items", "which keys"),
            supported(V + "/secret/items/*/key", "which key"),
            supported(V + "/secret/items/*/path", "file name"),
            refused(V + "/secret/items/*/mode", "all files of a volume have defaultMode"),
            refused(V + "/persistentVolumeClaim", "PersistentVolumeClaims come later; use hostPath or emptyDir"));

    static final List<FieldRule> RULES = Stream.of(POD, CONTAINER, CONTAINER_SECURITY, VOLUME, ProbeFields.RULES)
            .flatMap(List::stream)
            .toList();

    private PodFields() {}
}
