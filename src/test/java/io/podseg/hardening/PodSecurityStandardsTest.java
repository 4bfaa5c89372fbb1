package io.podseg.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Pod Security Standards, check by check (kubernetes.io/docs/concepts/security/pod-security-standards, and the versions of
 * k8s.io/pod-security-admission/policy). A pod is written as its spec in JSON with single quotes; {@code CTX} stands for a
 * container with that security context which else keeps the restricted level.
 */
@NullMarked
class PodSecurityStandardsTest {
    private static final String HARD = "'allowPrivilegeEscalation':false,'runAsNonRoot':true,"
            + "'capabilities':{'drop':['ALL']},'seccompProfile':{'type':'RuntimeDefault'}";
    private static final String GOOD = "{'name':'a','securityContext':{" + HARD + "}}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static Pod pod(String text) {
        String spec = text.startsWith("{") ? text : "{'containers':[" + GOOD + "]," + text + "}";
        return whole("{'metadata':{'name':'p'},'spec':" + spec + "}");
    }

    /** A pod with one container that is hard but for these fields of its security context, which come last and so count. */
    private static Pod context(String fields) {
        return pod("{'containers':[{'name':'a','securityContext':{" + HARD + "," + fields + "}}]}");
    }

    private static Pod container(String fields) {
        return pod("{'containers':[{'name':'a','securityContext':{" + HARD + "}," + fields + "}]}");
    }

    private static Pod annotated(String name, String value) {
        return whole("{'metadata':{'name':'p','annotations':{'" + name + "':'" + value + "'}},'spec':{'containers':["
                + GOOD + "]}}");
    }

    private static Pod whole(String text) {
        try {
            return JSON.readValue(text.replace('\'', '"'), Pod.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String violations(Level level, Pod pod, String version) {
        return level.check(pod, StandardVersion.of(version).orElseThrow()).stream()
                .map(violation -> violation.check() + " " + violation.pointer())
                .collect(Collectors.joining("; "));
    }

    private static String violations(Level level, Pod pod) {
        return violations(level, pod, "latest");
    }

    /** Against baseline, and so against restricted too; never against privileged. */
    private static void baseline(Pod pod, String expected) {
        assertThat(violations(Level.BASELINE, pod)).isEqualTo(expected);
        assertThat(violations(Level.RESTRICTED, pod)).contains(expected);
        assertThat(violations(Level.PRIVILEGED, pod)).isEmpty();
    }

    private static void allowed(Pod pod) {
        assertThat(violations(Level.BASELINE, pod)).isEmpty();
        assertThat(violations(Level.RESTRICTED, pod)).isEmpty();
    }

    @Test
    void aHardPodKeepsAllLevels() {
        allowed(pod("{'containers':[" + GOOD + "]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostNetwork", "hostPID", "hostIPC"})
    void namespacesOfTheHost(String field) {
        baseline(pod("'" + field + "':true"), "hostNamespaces /spec/" + field);
        allowed(pod("'" + field + "':false"));
    }

    @Test
    void privileged() {
        baseline(context("'privileged':true"), "privileged /spec/containers/0/securityContext/privileged");
        allowed(context("'privileged':false"));
    }

    @Test
    void initContainersCountToo() {
        baseline(
                pod("'initContainers':[{'name':'i','securityContext':{" + HARD + ",'privileged':true}}]"),
                "privileged /spec/initContainers/0/securityContext/privileged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUDIT_WRITE",
                "CHOWN",
                "DAC_OVERRIDE",
                "FOWNER",
                "FSETID",
                "KILL",
                "MKNOD",
                "SETFCAP",
                "SETGID",
                "SETPCAP",
                "SETUID",
                "SYS_CHROOT"
            })
    void capabilitiesOfBaseline(String name) {
        Pod pod = context("'capabilities':{'drop':['ALL'],'add':['" + name + "']}");
        assertThat(violations(Level.BASELINE, pod)).isEmpty();
        assertThat(violations(Level.RESTRICTED, pod))
                .isEqualTo("capabilities_restricted /spec/containers/0/securityContext/capabilities/add/0");
        assertThat(violations(Level.RESTRICTED, pod, "v1.21")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NET_RAW", "SYS_ADMIN", "NET_ADMIN", "ALL", "CAP_CHOWN", "chown", ""})
    void capabilitiesBeyondBaseline(String name) {
        baseline(
                context("'capabilities':{'drop':['ALL'],'add':['NET_BIND_SERVICE','" + name + "']}"),
                "capabilities_baseline /spec/containers/0/securityContext/capabilities/add/1");
    }

    @Test
    void netBindServiceIsAllowedAndAllMustBeDropped() {
        allowed(context("'capabilities':{'drop':['ALL'],'add':['NET_BIND_SERVICE']}"));
        Pod keeps = context("'capabilities':{'drop':['NET_RAW']}");
        assertThat(violations(Level.BASELINE, keeps)).isEmpty();
        assertThat(violations(Level.RESTRICTED, keeps))
                .isEqualTo("capabilities_restricted /spec/containers/0/securityContext/capabilities/drop");
    }

    @Test
    void volumes() {
        baseline(
                pod("'volumes':[{'name':'v','emptyDir':{}},{'name':'h','hostPath':{'path':'/'}}]"),
                "hostPathVolumes /spec/volumes/1/hostPath");
        for (String type : List.of(
                "configMap",
                "csi",
                "downwardAPI",
                "emptyDir",
                "ephemeral",
                "image",
                "persistentVolumeClaim",
                "projected",
                "secret")) {
            allowed(pod("'volumes':[{'name':'v','" + type + "':{}}]"));
        }
        for (String type : List.of("nfs", "gitRepo", "iscsi", "cephfs", "awsElasticBlockStore")) {
            Pod pod = pod("'volumes':[{'name':'v','" + type + "':{}}]");
            assertThat(violations(Level.BASELINE, pod)).isEmpty();
            assertThat(violations(Level.RESTRICTED, pod)).isEqualTo("restrictedVolumes /spec/volumes/0");
        }
        assertThat(violations(Level.RESTRICTED, pod("'volumes':[{'name':'v'}]")))
                .isEqualTo("restrictedVolumes /spec/volumes/0");
    }

    @Test
    void volumesOfOthersMayBeTheHosts() {
        baseline(
                annotated("io.podman.annotations.volumes-from/a", "other:ro"),
                "hostPathVolumes /metadata/annotations/io.podman.annotations.volumes-from~1a");
    }

    @Test
    void hostPorts() {
        baseline(
                container("'ports':[{'containerPort':80},{'containerPort':81,'hostPort':81}]"),
                "hostPorts /spec/containers/0/ports/1/hostPort");
        allowed(container("'ports':[{'containerPort':81,'hostPort':0}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livenessProbe/httpGet",
                "readinessProbe/tcpSocket",
                "startupProbe/httpGet",
                "lifecycle/postStart/httpGet",
                "lifecycle/preStop/tcpSocket"
            })
    void hostsOfProbes(String path) {
        String[] parts = path.split("/");
        for (String host : List.of("10.0.0.1", "127.0.0.1", "localhost")) {
            Pod pod = container(nested(parts, "{'port':80,'host':'" + host + "'}"));
            baseline(pod, "hostProbesAndHostLifecycle /spec/containers/0/" + path + "/host");
            assertThat(violations(Level.RESTRICTED, pod, "v1.33")).isEmpty();
        }
        allowed(container(nested(parts, "{'port':80,'host':''}")));
    }

    private static String nested(String[] names, String inner) {
        String text = inner;
        for (int i = names.length - 1; i > 0; i--) {
            text = "{'" + names[i] + "':" + text + "}";
        }
        return "'" + names[0] + "':" + text;
    }

    @Test
    void appArmor() {
        baseline(
                context("'appArmorProfile':{'type':'Unconfined'}"),
                "appArmorProfile /spec/containers/0/securityContext/appArmorProfile/type");
        baseline(
                pod("'securityContext':{'appArmorProfile':{'type':'Unconfined'}}"),
                "appArmorProfile /spec/securityContext/appArmorProfile/type");
        allowed(context("'appArmorProfile':{'type':'Localhost','localhostProfile':'x'}"));
        allowed(context("'appArmorProfile':{'type':'RuntimeDefault'}"));
        String legacy = "container.apparmor.security.beta.kubernetes.io/a";
        baseline(annotated(legacy, "unconfined"), "appArmorProfile /metadata/annotations/" + legacy.replace("/", "~1"));
        allowed(annotated(legacy, "localhost/x"));
        allowed(annotated(legacy, "runtime/default"));
        allowed(annotated(legacy, ""));
        String podmans = "io.podman.annotations.apparmor/a";
        baseline(
                annotated(podmans, "unconfined"),
                "appArmorProfile /metadata/annotations/" + podmans.replace("/", "~1"));
        allowed(annotated(podmans, "x"));
    }

    @Test
    void seLinux() {
        for (String type : List.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")) {
            allowed(context("'seLinuxOptions':{'type':'" + type + "','level':'s0:c1','user':'','role':''}"));
        }
        assertThat(violations(Level.BASELINE, context("'seLinuxOptions':{'type':'container_engine_t'}"), "v1.30"))
                .isEqualTo("seLinuxOptions /spec/containers/0/securityContext/seLinuxOptions/type");
        baseline(
                context("'seLinuxOptions':{'type':'spc_t'}"),
                "seLinuxOptions /spec/containers/0/securityContext/seLinuxOptions/type");
        baseline(
                pod("'securityContext':{'seLinuxOptions':{'user':'system_u','role':'system_r'}}"),
                "seLinuxOptions /spec/securityContext/seLinuxOptions/user; "
                        + "seLinuxOptions /spec/securityContext/seLinuxOptions/role");
        String podmans = "io.podman.annotations.label/a";
        String place = "seLinuxOptions /metadata/annotations/io.podman.annotations.label~1a";
        baseline(annotated(podmans, "disable"), place);
        baseline(annotated(podmans, "type:spc_t"), place);
        baseline(annotated(podmans, "user:root"), place);
        allowed(annotated(podmans, "type:container_t"));
        allowed(annotated(podmans, "level:s0:c1"));
    }

    @Test
    void procMount() {
        baseline(context("'procMount':'Unmasked'"), "procMount /spec/containers/0/securityContext/procMount");
        allowed(context("'procMount':'Default'"));
    }

    @Test
    void seccomp() {
        String own = "seccompProfile_baseline /spec/containers/0/securityContext/seccompProfile/type";
        baseline(context("'seccompProfile':{'type':'Unconfined'}"), own);
        baseline(
                pod("'securityContext':{'seccompProfile':{'type':'Unconfined'}}"),
                "seccompProfile_baseline /spec/securityContext/seccompProfile/type");
        allowed(context("'seccompProfile':{'type':'Localhost','localhostProfile':'x.json'}"));
        Pod silent = pod(
                "{'containers':[{'name':'a','securityContext':{'allowPrivilegeEscalation':false,'runAsNonRoot':true,"
                        + "'capabilities':{'drop':['ALL']}}}]}");
        assertThat(violations(Level.BASELINE, silent)).isEmpty();
        assertThat(violations(Level.RESTRICTED, silent))
                .isEqualTo("seccompProfile_restricted /spec/containers/0/securityContext/seccompProfile");
        assertThat(violations(Level.RESTRICTED, silent, "v1.18")).isEmpty();
        silent.getSpec()
                .setSecurityContext(pod("'securityContext':{'seccompProfile':{'type':'RuntimeDefault'}}")
                        .getSpec()
                        .getSecurityContext());
        allowed(silent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seccomp.security.alpha.kubernetes.io/pod",
                "container.seccomp.security.alpha.kubernetes.io/a",
                "io.podman.annotations.seccomp/a"
            })
    void seccompByAnnotations(String name) {
        baseline(
                annotated(name, "unconfined"),
                "seccompProfile_baseline /metadata/annotations/" + name.replace("/", "~1"));
        allowed(annotated(name, name.startsWith("io.podman") ? "/etc/profile.json" : "runtime/default"));
    }

    @ParameterizedTest
    @CsvSource({
        "kernel.shm_rmid_forced,v1.0",
        "net.ipv4.ip_local_port_range,v1.0",
        "net.ipv4.tcp_syncookies,v1.0",
        "net.ipv4.ping_group_range,v1.0",
        "net.ipv4.ip_unprivileged_port_start,v1.0",
        "net.ipv4.ip_local_reserved_ports,v1.27",
        "net.ipv4.tcp_keepalive_time,v1.29",
        "net.ipv4.tcp_fin_timeout,v1.29",
        "net.ipv4.tcp_keepalive_intvl,v1.29",
        "net.ipv4.tcp_keepalive_probes,v1.29",
        "net.ipv4.tcp_rmem,v1.32",
        "net.ipv4.tcp_wmem,v1.32"
    })
    void safeSysctls(String name, String since) {
        Pod pod = pod("'securityContext':{'sysctls':[{'name':'" + name + "','value':'1'}]}");
        allowed(pod);
        assertThat(violations(Level.BASELINE, pod, since)).isEmpty();
        int minor = Integer.parseInt(since.substring(3));
        if (minor > 0) {
            assertThat(violations(Level.BASELINE, pod, "v1." + (minor - 1)))
                    .isEqualTo("sysctls /spec/securityContext/sysctls/0/name");
        }
    }

    @Test
    void otherSysctls() {
        baseline(
                pod("'securityContext':{'sysctls':[{'name':'net.ipv4.ip_forward','value':'1'}]}"),
                "sysctls /spec/securityContext/sysctls/0/name");
    }

    @Test
    void processesOfWindowsHosts() {
        baseline(
                context("'windowsOptions':{'hostProcess':true}"),
                "windowsHostProcess /spec/containers/0/securityContext/windowsOptions/hostProcess");
    }

    /** Against restricted alone. */
    private static void restricted(Pod pod, String expected) {
        assertThat(violations(Level.BASELINE, pod)).isEmpty();
        assertThat(violations(Level.RESTRICTED, pod)).isEqualTo(expected);
    }

    @Test
    void escalation() {
        String place = "allowPrivilegeEscalation /spec/containers/0/securityContext/allowPrivilegeEscalation";
        restricted(context("'allowPrivilegeEscalation':true"), place);
        restricted(context("'allowPrivilegeEscalation':null"), place);
        assertThat(violations(Level.RESTRICTED, context("'allowPrivilegeEscalation':null"), "v1.7"))
                .isEmpty();
    }

    @Test
    void nonRoot() {
        String place = "runAsNonRoot /spec/containers/0/securityContext/runAsNonRoot";
        restricted(context("'runAsNonRoot':null"), place);
        restricted(context("'runAsNonRoot':false"), place);
        Pod pods = context("'runAsNonRoot':null");
        pods.getSpec()
                .setSecurityContext(
                        pod("'securityContext':{'runAsNonRoot':true}").getSpec().getSecurityContext());
        allowed(pods);
        restricted(pod("'securityContext':{'runAsNonRoot':false}"), "runAsNonRoot /spec/securityContext/runAsNonRoot");
    }

    @Test
    void root() {
        restricted(context("'runAsUser':0"), "runAsUser /spec/containers/0/securityContext/runAsUser");
        restricted(pod("'securityContext':{'runAsUser':0}"), "runAsUser /spec/securityContext/runAsUser");
        allowed(context("'runAsUser':1"));
        assertThat(violations(Level.RESTRICTED, context("'runAsUser':0"), "v1.22"))
                .isEmpty();
    }

    /** Root of a user namespace of its own is nobody: since v1.35 it may be root. */
    @Test
    void usersOfItsOwn() {
        Pod pod = context("'runAsUser':0,'runAsNonRoot':null");
        pod.getSpec().setHostUsers(false);
        allowed(pod);
        assertThat(violations(Level.RESTRICTED, pod, "v1.34")).contains("runAsUser", "runAsNonRoot");
        pod.getSpec().setHostUsers(true);
        assertThat(violations(Level.RESTRICTED, pod)).contains("runAsUser", "runAsNonRoot");
    }

    /** It may see all of /proc too, but not where the level is restricted. */
    @Test
    void procMountWithUsersOfItsOwn() {
        String place = "/spec/containers/0/securityContext/procMount";
        Pod pod = context("'procMount':'Unmasked'");
        pod.getSpec().setHostUsers(false);
        restricted(pod, "procMount_restricted " + place);
        baseline(context("'procMount':'Unmasked'"), "procMount " + place);
        for (Level level : List.of(Level.BASELINE, Level.RESTRICTED)) {
            assertThat(violations(level, pod, "v1.34")).isEqualTo("procMount " + place);
        }
    }

    @Test
    void messagesQuoteWhatThePodSays() {
        Pod pod = context("'capabilities':{'drop':['ALL'],'add':['X\\u001b[2J']}");
        assertThat(Level.BASELINE.check(pod).getFirst().message())
                .isEqualTo("container \"a\" must not add the capability \"X\\u001b[2J\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.25", "v1", "v1.", "v2.0", "v1.025", "Latest", "", "v1.-1", "v1.99999"})
    void versionsThatAreNone(String text) {
        assertThat(StandardVersion.of(text)).isEmpty();
    }

    /** As Kubernetes: whoever asks for a version to come gets the newest there is. */
    @Test
    void aVersionToComeIsTheLatest() {
        Pod pod = container("'livenessProbe':{'httpGet':{'port':80,'host':'10.0.0.1'}}");
        assertThat(violations(Level.BASELINE, pod, "v1.999")).isEqualTo(violations(Level.BASELINE, pod));
    }

    /** A pod that asks for nothing is what most people write: it is admitted by baseline only. */
    @Test
    void aPlainPod() {
        Pod pod = pod("{'containers':[{'name':'a'}]}");
        assertThat(violations(Level.BASELINE, pod)).isEmpty();
        Set<String> checks = Level.RESTRICTED.check(pod).stream()
                .map(Violation::check)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(checks)
                .containsExactly(
                        "allowPrivilegeEscalation",
                        "capabilities_restricted",
                        "runAsNonRoot",
                        "seccompProfile_restricted");
    }

    @Test
    void namesOfLevels() {
        assertThat(Stream.of("privileged", "baseline", "restricted").map(Level::of))
                .containsExactlyElementsOf(
                        Arrays.stream(Level.values()).map(Optional::of).toList());
        assertThat(Level.of("Baseline")).isEmpty();
    }
}
