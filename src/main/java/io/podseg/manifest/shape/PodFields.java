package io.podseg.manifest.shape;

import static io.podseg.manifest.shape.FieldRule.ignored;
import static io.podseg.manifest.shape.FieldRule.only;
import static io.podseg.manifest.shape.FieldRule.refused;
import static io.podseg.manifest.shape.FieldRule.supported;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which fields of a Pod podseg acts on: those of {@code podman kube play}, and of those that it drops what a single host can
 * keep. Kubernetes writes many defaults into what {@code kubectl get} prints: those that ask for nothing pass.
 */
final class PodFields {
    private static final String ONE_HOST = "podseg keeps a single host";
    private static final String IN_POD = "part of the container as created";
    private static final String C = "/spec/containers/*";
    private static final String INIT = "/spec/initContainers/*";
    private static final String V = "/spec/volumes/*";
    private static final String LATER = "nothing would act on it yet";
    private static final String NO_WINDOWS = "containers here run Linux";
    private static final String SECCOMP =
            "RuntimeDefault, Unconfined, or Localhost with a profile below /var/lib/kubelet/seccomp";
    private static final String APPARMOR = "RuntimeDefault, Unconfined, or Localhost with a profile that is loaded";
    private static final String HOOKS =
            "Podman has no such hook: nothing would run it when Podman starts or stops the container";

    private static final List<FieldRule> POD = List.of(
            supported("/spec", "the pod"),
            supported("/spec/containers", "the pod"),
            supported(
                    "/spec/initContainers",
                    "run before the others, each to its end, in order; their fields are those of containers"),
            supported("/spec/volumes", "mounted by containers"),
            supported("/spec/hostname", "the pod's host name"),
            supported("/spec/hostNetwork", "the pod uses the host's network, and its name"),
            supported("/spec/hostPID", "it sees the host's processes"),
            supported("/spec/hostIPC", "it shares the host's IPC namespace"),
            supported("/spec/hostUsers", "false: a user namespace of its own, as `--userns=auto`"),
            supported("/spec/shareProcessNamespace", "its containers see each other's processes"),
            supported("/spec/hostAliases/**", "lines of /etc/hosts"),
            supported("/spec/dnsConfig", "the pod's resolv.conf, as with kube play"),
            supported(
                    "/spec/dnsConfig/nameservers",
                    "before Podman 4.4 in place of the network's resolver, since then asked by it"),
            supported("/spec/dnsConfig/searches", "search domains"),
            supported("/spec/dnsConfig/options/**", "options such as ndots"),
            supported(
                    "/spec/dnsPolicy",
                    "ClusterFirst: the networks' resolvers; None: dnsConfig; Default and ClusterFirstWithHostNet"
                            + " with hostNetwork only"),
            supported("/spec/restartPolicy", "Podman's restart policy"),
            supported("/spec/terminationGracePeriodSeconds", "Podman's stop timeout"),
            supported("/spec/securityContext", "defaults for the containers"),
            supported("/spec/securityContext/runAsUser", IN_POD),
            supported("/spec/securityContext/runAsGroup", IN_POD),
            supported(
                    "/spec/securityContext/runAsNonRoot",
                    "an image that runs as root is refused before anything changes"),
            supported("/spec/securityContext/supplementalGroups", IN_POD),
            supported("/spec/securityContext/seLinuxOptions/**", IN_POD),
            supported("/spec/securityContext/seccompProfile/**", SECCOMP),
            supported("/spec/securityContext/appArmorProfile/**", APPARMOR),
            supported("/spec/securityContext/sysctls/**", "kernel parameters of the pod's namespaces"),
            only(
                    "/spec/securityContext/supplementalGroupsPolicy",
                    "Podman always merges the image's groups",
                    "\"Merge\""),
            refused("/spec/securityContext/fsGroup", "nothing would change the owner of volumes"),
            refused("/spec/securityContext/fsGroupChangePolicy", "nothing would change the owner of volumes"),
            refused("/spec/securityContext/seLinuxChangePolicy", "podseg does not relabel volumes"),
            refused("/spec/securityContext/windowsOptions", NO_WINDOWS),
            refused("/spec/ephemeralContainers", "they cannot be declared in Kubernetes either"),
            refused("/spec/activeDeadlineSeconds", "nothing would stop the pod"),
            refused("/spec/hostnameOverride", "write spec.hostname"),
            refused("/spec/overhead", "nothing schedules pods"),
            refused("/spec/readinessGates", "nothing would ever set their conditions"),
            refused("/spec/resourceClaims", "there are no device drivers of Kubernetes here"),
            refused("/spec/resources", "limits are those of containers"),
            refused("/spec/runtimeClassName", "Podman's runtime is set in containers.conf"),
            refused("/spec/schedulingGates", "nothing would ever lift them"),
            refused("/spec/subdomain", "write the names as aliases in the annotation podseg.io/networks"),
            supported("/spec/os", "linux"),
            only("/spec/os/name", NO_WINDOWS, "\"linux\""),
            only("/spec/automountServiceAccountToken", "there are no service account tokens", "false"),
            only("/spec/enableServiceLinks", "there are no Service variables either way", "true", "false"),
            only("/spec/setHostnameAsFQDN", "nothing would act on it", "false"),
            only("/spec/priority", "nothing schedules pods", "0"),
            only("/spec/preemptionPolicy", "nothing schedules pods", "\"PreemptLowerPriority\"", "\"Never\""),
            only("/spec/schedulerName", "nothing schedules pods", "\"default-scheduler\""),
            only("/spec/serviceAccount", "there are no service accounts", "\"default\"", "\"\""),
            only("/spec/serviceAccountName", "there are no service accounts", "\"default\"", "\"\""),
            ignored("/spec/imagePullSecrets", "log in with podman login; a pull that is not allowed says so"),
            ignored("/spec/priorityClassName", "nothing schedules pods"),
            ignored("/spec/nodeName", ONE_HOST),
            ignored("/spec/nodeSelector", ONE_HOST),
            ignored("/spec/affinity", ONE_HOST),
            ignored("/spec/topologySpreadConstraints", ONE_HOST),
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
            supported(
                    C + "/env/*/valueFrom/fieldRef/**",
                    "name, namespace, uid, labels and annotations of the pod, its addresses, the host's name"),
            supported(
                    C + "/env/*/valueFrom/resourceFieldRef/**",
                    "limits and requests; without a limit what the host has"),
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
            supported(C + "/volumeMounts/*/mountPropagation", IN_POD),
            only(C + "/volumeMounts/*/recursiveReadOnly", "mounts below a mount keep their own mode", "\"Disabled\""),
            supported(C + "/volumeMounts/*/subPath", "a part of the volume, made as a folder where it is missing"),
            refused(C + "/volumeMounts/*/subPathExpr", "nothing would expand it; write subPath"),
            supported(C + "/resources", IN_POD),
            supported(C + "/resources/limits", IN_POD),
            supported(C + "/resources/limits/cpu", IN_POD),
            supported(C + "/resources/limits/memory", IN_POD),
            supported(C + "/resources/requests", "see below"),
            supported(
                    C + "/resources/requests/cpu",
                    "told to resourceFieldRef; with a warning, since nothing reserves processors"),
            supported(C + "/resources/requests/memory", "Podman's memory reservation"),
            supported(C + "/stdin", "standard input stays open"),
            only(C + "/stdinOnce", "Podman keeps standard input open as long as the container runs", "false"),
            supported(C + "/tty", "a terminal"),
            only(C + "/terminationMessagePath", "nothing reads it", "\"/dev/termination-log\""),
            only(C + "/terminationMessagePolicy", "nothing reads it", "\"File\""),
            supported(C + "/lifecycle", IN_POD),
            supported(C + "/lifecycle/stopSignal", "the signal that ends the container"),
            refused(C + "/lifecycle/postStart", HOOKS),
            supported(C + "/lifecycle/preStop", "see below"),
            refused(C + "/lifecycle/preStop/exec", HOOKS),
            refused(C + "/lifecycle/preStop/httpGet", HOOKS),
            refused(C + "/lifecycle/preStop/tcpSocket", HOOKS),
            ignored(C + "/lifecycle/preStop/sleep", "there is no load balancer that needs the time"),
            refused(C + "/resizePolicy", "podseg decides what changes in place"),
            refused(C + "/restartPolicyRules", "Podman has one restart policy for a container"),
            refused(C + "/restartPolicy", "the pod's restartPolicy counts"),
            refused(C + "/volumeDevices", "mount a hostPath of type BlockDevice instead"));

    private static final List<FieldRule> CONTAINER_SECURITY = List.of(
            supported(C + "/securityContext", IN_POD),
            supported(C + "/securityContext/privileged", IN_POD),
            supported(C + "/securityContext/allowPrivilegeEscalation", "no-new-privileges"),
            supported(C + "/securityContext/readOnlyRootFilesystem", IN_POD),
            supported(C + "/securityContext/runAsUser", IN_POD),
            supported(C + "/securityContext/runAsGroup", IN_POD),
            supported(C + "/securityContext/capabilities/**", IN_POD),
            supported(C + "/securityContext/seLinuxOptions/**", IN_POD),
            supported(C + "/securityContext/procMount", "Default, or Unmasked: nothing of /proc is hidden"),
            supported(
                    C + "/securityContext/runAsNonRoot",
                    "an image that runs as root is refused before anything changes"),
            supported(C + "/securityContext/seccompProfile/**", SECCOMP),
            supported(C + "/securityContext/appArmorProfile/**", APPARMOR),
            refused(C + "/securityContext/windowsOptions", NO_WINDOWS));

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
            supported(V + "/configMap/items/*/mode", "permission bits of one file"),
            supported(V + "/secret", "Podman secrets as files"),
            supported(V + "/secret/secretName", "which Secret"),
            supported(V + "/secret/optional", "may be absent"),
            supported(V + "/secret/defaultMode", "permission bits"),
            supported(V + "/secret/items", "which keys"),
            supported(V + "/secret/items/*/key", "which key"),
            supported(V + "/secret/items/*/path", "file name"),
            supported(V + "/secret/items/*/mode", "permission bits of one file"),
            supported(V + "/persistentVolumeClaim/**", "a Podman volume, declared or not"),
            supported(V + "/image/**", "the files of an image, read-only"));

    private static final Map<String, String> NOT_IN_INIT = Map.of(
            "/livenessProbe", "an init container runs to its end before any probe",
            "/readinessProbe", "an init container runs to its end before any probe",
            "/startupProbe", "an init container runs to its end before any probe",
            "/lifecycle", "an init container runs to its end",
            "/ports", "an init container has ended before anybody could ask it",
            "/restartPolicy",
                    "Podman has no containers that run beside the init containers; make it one of containers");

    static final List<FieldRule> RULES = Stream.of(
                    POD, CONTAINER, CONTAINER_SECURITY, initContainers(), VOLUME, ProbeFields.RULES)
            .flatMap(List::stream)
            .toList();

    private PodFields() {}

    /** The rules of containers, but for what only makes sense while a pod runs. */
    private static List<FieldRule> initContainers() {
        Stream<FieldRule> same = Stream.concat(CONTAINER.stream(), CONTAINER_SECURITY.stream())
                .filter(rule -> NOT_IN_INIT.keySet().stream()
                        .noneMatch(field -> (rule.pattern() + "/").startsWith(C + field + "/")))
                .map(rule -> new FieldRule(
                        INIT + rule.pattern().substring(C.length()), rule.verdict(), rule.values(), rule.reason()));
        return Stream.concat(
                        same,
                        NOT_IN_INIT.entrySet().stream().map(entry -> refused(INIT + entry.getKey(), entry.getValue())))
                .toList();
    }
}
