package io.podseg.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Hardening;
import io.podseg.model.Hardening.IdMapping;
import io.podseg.model.Hardening.Tmpfs;
import io.podseg.model.Hardening.UserNamespace.Mode;
import io.podseg.model.ObjectKey;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.ManifestSource.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What profiles fill in, what they select, and what is against them; manifests in flow style, each object on a line. */
@NullMarked
class HardenerTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectKey POD = new ObjectKey("Pod", "default", "web");

    private static Hardened harden(String... lines) {
        Loaded loaded = FolderSource.read(List.of(new SourceFile("m.yaml", String.join("\n---\n", lines) + "\n")));
        assertThat(loaded.diagnostics()).isEmpty();
        return Hardener.harden(loaded.declarations());
    }

    private static String profile(String name, String spec) {
        return "{apiVersion: podseg.io/v1alpha1, kind: SecurityProfile, metadata: {name: " + name + "}, spec: {" + spec
                + "}}";
    }

    private static String defaults(String defaults) {
        return profile("p", "defaults: {" + defaults + "}");
    }

    private static String pod(String spec, String container) {
        return pod("", spec, container);
    }

    private static String pod(String metadata, String spec, String container) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: web" + metadata + "}, spec: {" + spec
                + "containers: [{name: a, image: docker.io/library/x:1" + container + "}]}}";
    }

    private static PodSpec spec(Hardened hardened) {
        return hardened.declarations().pods().getFirst().object().getSpec();
    }

    private static Container container(Hardened hardened) {
        return spec(hardened).getContainers().getFirst();
    }

    private static String json(Object object) {
        try {
            return JSON.writeValueAsString(object).replace('"', '\'');
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> told(Hardened hardened) {
        return hardened.findings().stream()
                .flatMap(finding -> finding.diagnostic().stream())
                .map(Object::toString)
                .toList();
    }

    @Test
    void whatAPodDoesNotSayIsFilledIn() {
        Hardened hardened = harden(
                defaults(
                        "capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}, allowPrivilegeEscalation: false, runAsNonRoot: true, "
                                + "runAsUser: 1000, runAsGroup: 2000, readOnlyRootFilesystem: true, seccompProfile: {type: RuntimeDefault}, "
                                + "seLinuxOptions: {type: container_t, level: 's0:c1,c2'}, "
                                + "appArmorProfile: {type: Localhost, localhostProfile: mine}"),
                pod("", ""));
        assertThat(told(hardened)).isEmpty();
        assertThat(json(container(hardened).getSecurityContext()))
                .isEqualTo(
                        "{'allowPrivilegeEscalation':false,'appArmorProfile':{'localhostProfile':'mine','type':'Localhost'},"
                                + "'capabilities':{'add':['NET_BIND_SERVICE'],'drop':['ALL']},'readOnlyRootFilesystem':true,"
                                + "'runAsGroup':2000,'runAsNonRoot':true,'runAsUser':1000,"
                                + "'seLinuxOptions':{'level':'s0:c1,c2','type':'container_t'},'seccompProfile':{'type':'RuntimeDefault'}}");
        assertThat(hardened.origins(POD))
                .containsEntry("securityProfile[p].capabilities.drop", "ALL")
                .containsEntry("securityProfile[p].seLinuxOptions.level", "s0:c1,c2")
                .hasSize(11);
    }

    @Test
    void limitsAndTheRest() {
        Hardened hardened = harden(
                defaults(
                        "resources: {memory: 512Mi, memorySwap: 512Mi, memoryReservation: 256Mi, cpu: 500m, cpuShares: 512, "
                                + "cpus: '0-1', pids: 100, ulimits: [{name: nofile, soft: 10, hard: 20}, {name: nproc, soft: 5}], "
                                + "blockIO: {weight: 100, readBps: [{device: /dev/sda, rate: 10M}]}}, "
                                + "healthCheck: {exec: {command: ['true']}, periodSeconds: 5}, restart: {maxRetries: 3}, hostIP: 127.0.0.1, "
                                + "tmpfs: [{path: /tmp, size: 64Mi}, {path: /run, noexec: false, mode: '755'}], "
                                + "userNamespace: {mode: auto, size: 4096}"),
                pod("", ", ports: [{containerPort: 80, hostPort: 8080}]"));
        assertThat(told(hardened)).isEmpty();
        Container container = container(hardened);
        assertThat(json(container.getResources()))
                .isEqualTo("{'limits':{'cpu':'500m','memory':'512Mi'},'requests':{'memory':'268435456'}}");
        assertThat(json(container.getLivenessProbe())).isEqualTo("{'exec':{'command':['true']},'periodSeconds':5}");
        assertThat(container.getPorts().getFirst().getHostIP()).isEqualTo("127.0.0.1");
        assertThat(spec(hardened).getRestartPolicy()).isEqualTo("OnFailure");
        assertThat(spec(hardened).getHostUsers()).isFalse();
        assertThat(hardened.declarations()
                        .pods()
                        .getFirst()
                        .object()
                        .getMetadata()
                        .getAnnotations())
                .isEqualTo(Map.of(
                        "io.podman.annotations.pids-limit/a", "100",
                        "io.podman.annotations.cpuset/a", "0-1",
                        "io.podman.annotations.ulimit", "nofile=10:20,nproc=5:5"));
        Hardening extra = hardened.extra(POD);
        assertThat(extra.tmpfs())
                .containsExactly(
                        new Tmpfs("/run", Optional.empty(), Optional.of("755"), false, true, true),
                        new Tmpfs("/tmp", Optional.of(64L << 20), Optional.empty(), true, true, true));
        assertThat(extra.users().orElseThrow().mode()).isEqualTo(Mode.AUTO);
        assertThat(extra.users().orElseThrow().size()).contains(4096L);
        assertThat(extra.memorySwap()).contains(0L);
        assertThat(extra.cpuShares()).contains(512L);
        assertThat(extra.maxRetries()).contains(3);
        assertThat(extra.blockIo().weight()).contains(100);
        assertThat(extra.blockIo().readBps()).containsExactly(new Hardening.Rate("/dev/sda", 10_000_000));
        assertThat(extra.pids()).isEmpty();
    }

    /** A limit that is the memory's own means no swap, for containers with a smaller limit too. */
    @ParameterizedTest
    @CsvSource({"64Mi,0", "96Mi,100663296"})
    void swap(String total, long expected) {
        Hardened hardened = harden(defaults("resources: {memory: 64Mi, memorySwap: " + total + "}"), pod("", ""));
        assertThat(hardened.extra(POD).memorySwap()).contains(expected);
    }

    /** What is as strict as the profile, or stricter, stays as the pod says. */
    @Test
    void stricterPodsStayAsTheyAre() {
        Hardened hardened = harden(
                defaults(
                        "capabilities: {drop: [NET_RAW], add: [CHOWN]}, resources: {memory: 512Mi, cpu: '1', pids: 100, "
                                + "ulimits: [{name: nofile, soft: 10, hard: 20}]}, readOnlyRootFilesystem: false, "
                                + "allowPrivilegeEscalation: true, seccompProfile: {type: Unconfined}, userNamespace: {mode: host}"),
                pod(
                        ", annotations: {io.podman.annotations.pids-limit/a: '50', io.podman.annotations.ulimit: 'nofile=5:6'}",
                        "hostUsers: false, ",
                        ", resources: {limits: {memory: 256Mi, cpu: 500m}}, securityContext: {capabilities: {drop: [ALL]}, "
                                + "readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, "
                                + "seccompProfile: {type: RuntimeDefault}}"));
        assertThat(told(hardened)).isEmpty();
        assertThat(hardened.origins(POD)).isEmpty();
        assertThat(json(container(hardened).getSecurityContext()))
                .isEqualTo(
                        "{'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']},'readOnlyRootFilesystem':true,"
                                + "'seccompProfile':{'type':'RuntimeDefault'}}");
        assertThat(json(container(hardened).getResources())).isEqualTo("{'limits':{'cpu':'500m','memory':'256Mi'}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resources: {memory: 512Mi} | , resources: {limits: {memory: 513Mi}} | has resources.memory 513Mi, but .. 512Mi",
                "resources: {memory: 512Mi} | , resources: {requests: {memory: 1Gi}} | requests memory 1Gi, but .. resources.memory 512Mi",
                "resources: {cpu: 500m} | , resources: {limits: {cpu: '1'}} | has resources.cpu 1, but .. 500m",
                "allowPrivilegeEscalation: false | , securityContext: {allowPrivilegeEscalation: true} "
                        + "| has allowPrivilegeEscalation true, but .. false",
                "allowPrivilegeEscalation: false | , securityContext: {privileged: true} "
                        + "| is privileged, which voids allowPrivilegeEscalation, but .. false",
                "capabilities: {drop: [ALL]} | , securityContext: {privileged: true} "
                        + "| is privileged, which voids capabilities.drop, but .. ALL",
                "capabilities: {drop: [ALL]} | , securityContext: {capabilities: {add: [CHOWN]}} "
                        + "| adds the capability \"CHOWN\", but .. capabilities.drop ALL",
                "capabilities: {drop: [CHOWN]} | , securityContext: {capabilities: {add: [CHOWN]}} "
                        + "| adds the capability \"CHOWN\", but .. capabilities.drop CHOWN",
                "runAsNonRoot: true | , securityContext: {runAsNonRoot: false} | has runAsNonRoot false, but .. true",
                "runAsNonRoot: true | , securityContext: {runAsUser: 0} | has runAsUser 0, but .. runAsNonRoot true",
                "runAsUser: 1000 | , securityContext: {runAsUser: 2000} | has runAsUser 2000, but .. 1000",
                "readOnlyRootFilesystem: true | , securityContext: {readOnlyRootFilesystem: false} "
                        + "| has readOnlyRootFilesystem false, but .. true",
                "seccompProfile: {type: RuntimeDefault} | , securityContext: {seccompProfile: {type: Unconfined}} "
                        + "| has seccompProfile Unconfined, but .. RuntimeDefault",
                "appArmorProfile: {type: RuntimeDefault} | , securityContext: {appArmorProfile: {type: Unconfined}} "
                        + "| has appArmorProfile Unconfined, but .. RuntimeDefault",
                "seLinuxOptions: {type: container_t} | , securityContext: {seLinuxOptions: {type: spc_t}} "
                        + "| has seLinuxOptions.type spc_t, but .. container_t",
                "hostIP: 127.0.0.1 | , ports: [{containerPort: 1, hostPort: 1, hostIP: 0.0.0.0}] "
                        + "|, hostPort 1, has hostIP 0.0.0.0, but .. 127.0.0.1"
            })
    void whatAContainerSaysAgainstAProfile(String defaults, String container, String message) {
        Hardened hardened = harden(defaults(defaults), pod("", container));
        String expected = "container \"a\"" + (message.startsWith(",") ? "" : " ")
                + message.replace("..", "SecurityProfile \"p\" says");
        assertThat(told(hardened))
                .singleElement()
                .asString()
                .matches("m.yaml:3:\\d+: .* \\(m.yaml:1:\\d+\\)")
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resources: {pids: 100} | io.podman.annotations.pids-limit/a: '-1' | container \"a\" has resources.pids -1",
                "resources: {cpus: '0'} | io.podman.annotations.cpuset/a: '1' | container \"a\" has resources.cpus 1",
                "resources: {ulimits: [{name: nofile, soft: 5}]} | io.podman.annotations.ulimit: 'nofile=5:6' "
                        + "| pod has resources.ulimits[nofile] 5:6",
                "seccompProfile: {type: RuntimeDefault} | io.podman.annotations.seccomp/a: unconfined "
                        + "| container \"a\" has seccompProfile Unconfined",
                "seccompProfile: {type: RuntimeDefault} | seccomp.security.alpha.kubernetes.io/pod: unconfined "
                        + "| container \"a\" has seccompProfile Unconfined",
                "appArmorProfile: {type: RuntimeDefault} | container.apparmor.security.beta.kubernetes.io/a: unconfined "
                        + "| container \"a\" has appArmorProfile Unconfined",
                "seLinuxOptions: {type: container_t} | io.podman.annotations.label/a: disable "
                        + "| container \"a\" has seLinuxOptions.type disable",
                "userNamespace: {mode: auto} | io.podman.annotations.userns: host | pod has the user namespace host",
                "userNamespace: {mode: keep-id} | io.podman.annotations.userns: auto | pod has the user namespace auto"
            })
    void whatAnAnnotationSaysAgainstAProfile(String defaults, String annotation, String message) {
        Hardened hardened = harden(defaults(defaults), pod(", annotations: {" + annotation + "}", "", ""));
        assertThat(told(hardened)).singleElement().asString().contains(message + ", but SecurityProfile \"p\" says");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "userNamespace: {mode: auto} | hostUsers: true, | pod has the user namespace host",
                "userNamespace: {mode: nomap} | hostNetwork: true, | pod has hostNetwork, which cannot be together",
                "restart: {maxRetries: 3} | restartPolicy: Always, | pod has restartPolicy Always",
                "tmpfs: [{path: /a}] | 'volumes: [{name: v, emptyDir: {}}], initContainers: [{name: i, "
                        + "image: docker.io/library/x:1, volumeMounts: [{name: v, mountPath: /a/}]}],' "
                        + "| container \"i\" mounts the volume \"v\" at /a in place of tmpfs[/a]"
            })
    void whatAPodSaysAgainstAProfile(String defaults, String spec, String message) {
        Hardened hardened = harden(defaults(defaults), pod(spec + " ", ""));
        assertThat(told(hardened)).singleElement().asString().contains(message).contains("SecurityProfile \"p\" says");
    }

    @Test
    void restartsThatNeverHappenNeedNoBound() {
        Hardened hardened = harden(defaults("restart: {maxRetries: 3}"), pod("restartPolicy: Never, ", ""));
        assertThat(told(hardened)).isEmpty();
        assertThat(hardened.extra(POD).maxRetries()).isEmpty();
    }

    /** A map to root of the host is no user namespace that one could rely on. */
    @Test
    void aMapToRootIsNotHidden() {
        String maps = "userNamespace: {mode: mapped, uidMappings: [{containerId: 0, hostId: %s, size: 10}]}";
        assertThat(spec(harden(defaults(maps.formatted("0")), pod("", ""))).getHostUsers())
                .isNull();
        Hardened mapped = harden(defaults(maps.formatted("100000")), pod("", ""));
        assertThat(spec(mapped).getHostUsers()).isFalse();
        assertThat(mapped.extra(POD).users().orElseThrow().uids()).containsExactly(new IdMapping(0, 100_000, 10));
    }

    @Test
    void aPodsContextCountsForItsContainers() {
        Hardened hardened = harden(
                defaults(
                        "runAsUser: 1000, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}, seLinuxOptions: {level: s0}"),
                pod(
                        "securityContext: {runAsUser: 1000, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}, "
                                + "seLinuxOptions: {type: container_t}}, ",
                        ""));
        assertThat(told(hardened)).isEmpty();
        assertThat(json(container(hardened).getSecurityContext()))
                .isEqualTo("{'seLinuxOptions':{'level':'s0','type':'container_t'}}");
    }

    @Test
    void aSeccompProfileOfOnesOwn() {
        Hardened hardened = harden(
                profile(
                        "p",
                        "level: restricted, defaults: {allowPrivilegeEscalation: false, runAsNonRoot: true, "
                                + "capabilities: {drop: [ALL]}, seccompProfile: {inline: {defaultAction: SCMP_ACT_ALLOW, "
                                + "syscalls: [{names: [mkdir], action: SCMP_ACT_ERRNO, errnoRet: 1}]}}}"),
                pod("", ""));
        assertThat(told(hardened)).isEmpty();
        assertThat(json(container(hardened).getSecurityContext().getSeccompProfile()))
                .isEqualTo("{'localhostProfile':'podseg/profile.json','type':'Localhost'}");
        assertThat(hardened.extra(POD).seccomp().orElseThrow().json())
                .isEqualTo("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"mkdir\"],"
                        + "\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":1}]}");
    }

    @Test
    void selectors() {
        String namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {tier: web}}}";
        String pods = "{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: %s, labels: {app: %s}}, "
                + "spec: {containers: [{name: a, image: docker.io/library/x:1}]}}";
        Hardened hardened = harden(
                namespace,
                profile(
                        "p",
                        "namespaceSelector: {matchLabels: {tier: web, kubernetes.io/metadata.name: shop}}, "
                                + "podSelector: {matchExpressions: [{key: app, operator: In, values: [x]}]}, "
                                + "defaults: {runAsUser: 7}"),
                pods.formatted("a", "shop", "x"),
                pods.formatted("b", "shop", "y"),
                pods.formatted("c", "other", "x"));
        assertThat(hardened.extras().keySet()).containsExactly(new ObjectKey("Pod", "shop", "a"));
        assertThat(hardened.enforced().keySet()).containsExactly(new ObjectKey("Pod", "shop", "a"));
        assertThat(hardened.enforced(new ObjectKey("Pod", "shop", "a")).get("runAsUser"))
                .startsWith("SecurityProfile \"p\" (");
    }

    @Test
    void aProfileOfTheHostSelectsNoPods() {
        assertThat(harden(profile("p", "host: true, defaults: {resources: {pids: 5}}"), pod("", ""))
                        .extras())
                .isEmpty();
    }

    @Test
    void templatesOfWorkloads() {
        Hardened hardened = harden(
                profile("p", "level: restricted, mode: warn, defaults: {runAsUser: 0}"),
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 3, selector: {matchLabels: {a: b}}, "
                        + "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: docker.io/library/x:1}]}}}}");
        assertThat(hardened.declarations()
                        .workloads()
                        .getFirst()
                        .object()
                        .template()
                        .object()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getSecurityContext()
                        .getRunAsUser())
                .isZero();
        assertThat(told(hardened))
                .hasSize(5)
                .anySatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "m.yaml:3:\\d+: warning: container \"a\" must not set runAsUser to 0, as SecurityProfile \"p\" fills in "
                                                + "\\(m.yaml:1:\\d+\\): restricted \\(runAsUser\\) is asked for by SecurityProfile \"p\" \\(m.yaml:1:\\d+\\)"));
    }

    @Test
    void twoProfilesThatDiffer() {
        Hardened hardened = harden(
                profile("p", "mode: warn, defaults: {runAsUser: 1, runAsGroup: 5, capabilities: {drop: [ALL, CHOWN]}}"),
                profile("q", "defaults: {runAsUser: 2, runAsGroup: 5, capabilities: {drop: [CHOWN, ALL]}}"),
                pod("", ""),
                pod("", "").replace("web", "other"));
        assertThat(told(hardened))
                .singleElement()
                .asString()
                .matches(
                        "m.yaml:3:\\d+: runAsUser is 2, but SecurityProfile \"p\" says 1 \\(m.yaml:1:\\d+\\) for the same pods");
    }

    /** Podman makes no container that has both, so each alone would be right and together they are not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capabilities: {add: [CHOWN]} | capabilities: {drop: [CHOWN, KILL]} "
                        + "| capabilities.add is CHOWN, but .. capabilities.drop CHOWN, KILL",
                "capabilities: {add: [ALL]} | capabilities: {drop: [ALL]} "
                        + "| capabilities.add is ALL, but .. capabilities.drop ALL",
                "runAsUser: 0 | runAsNonRoot: true | runAsUser is 0, but .. runAsNonRoot true",
                "capabilities: {add: [CHOWN]} | capabilities: {drop: [ALL]} | ",
                "capabilities: {add: [ALL]} | capabilities: {drop: [CHOWN]} | ",
                "runAsUser: 1 | runAsNonRoot: true | ",
                "runAsUser: 0 | runAsNonRoot: false | "
            })
    void twoProfilesThatCannotBeTogether(String one, String other, @Nullable String expected) {
        String first = profile("p", "mode: audit, defaults: {" + one + "}");
        String second = profile("q", "mode: warn, defaults: {" + other + "}");
        List<String> told = told(harden(first, second, pod("", "")));
        List<String> turned = told(harden(second, first, pod("", "")));
        if (expected == null) {
            assertThat(told).isEmpty();
            assertThat(turned).isEmpty();
            return;
        }
        String text = expected.replace("..", "SecurityProfile \"q\" says");
        assertThat(told)
                .singleElement()
                .asString()
                .matches("m.yaml:1:\\d+: .* \\(m.yaml:3:\\d+\\) for the same pods")
                .contains(text);
        assertThat(turned)
                .singleElement()
                .asString()
                .matches("m.yaml:3:\\d+: .* \\(m.yaml:1:\\d+\\) for the same pods")
                .contains(text);
    }

    /** A pod that refuses root is not made root. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'securityContext: {runAsNonRoot: true}, ' | ''", "'' | ', securityContext: {runAsNonRoot: true}'"
            })
    void aProfileMakesNobodyRootWhoRefuses(String spec, String container) {
        Hardened hardened = harden(defaults("runAsUser: 0"), pod(spec, container));
        assertThat(told(hardened))
                .singleElement()
                .asString()
                .contains("container \"a\" has runAsNonRoot true, but SecurityProfile \"p\" says runAsUser 0");
        assertThat(container(hardened).getSecurityContext().getRunAsUser()).isNull();
    }

    /** Where a pod may say against a profile, it stays one that Podman makes. */
    @ParameterizedTest
    @CsvSource({"CHOWN,CHOWN,KILL", "ALL,ALL,", "CHOWN,ALL,ALL"})
    void whatAPodAddsAllTheSameIsNotDropped(String added, String drop, @Nullable String dropped) {
        Hardened hardened = harden(
                profile(
                        "p",
                        "mode: warn, defaults: {capabilities: {drop: [" + drop + (drop.equals("ALL") ? "" : ", KILL")
                                + "]}}"),
                pod("", ", securityContext: {capabilities: {add: [" + added + "]}}"));
        assertThat(told(hardened)).singleElement().asString().contains("adds the capability \"" + added + "\"");
        Capabilities capabilities = container(hardened).getSecurityContext().getCapabilities();
        assertThat(capabilities.getAdd()).containsExactly(added);
        assertThat(capabilities.getDrop()).isEqualTo(dropped == null ? List.of() : List.of(dropped));
    }

    /** A claim may say that its volume is a folder of the host; in a cluster no author of a pod could make such a one. */
    @ParameterizedTest
    @CsvSource({"/etc,true", "tmpfs,false", "nfs:/etc,false"})
    void aClaimIsNoWayToPathsOfTheHost(String device, boolean refused) {
        Hardened hardened = harden(
                profile("p", "level: baseline"),
                "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c, annotations: "
                        + "{volume.podman.io/device: '" + device + "', volume.podman.io/mount-options: bind}}, "
                        + "spec: {accessModes: [ReadWriteOnce]}}",
                pod(
                        "volumes: [{name: v, persistentVolumeClaim: {claimName: c}}], ",
                        ", volumeMounts: [{name: v, mountPath: /v}]"),
                pod("", "").replace("web", "other"));
        if (refused) {
            assertThat(told(hardened))
                    .singleElement()
                    .asString()
                    .contains(
                            "volume \"v\" must not be \"/etc\" of the host, as its claim has it: baseline (hostPathVolumes)");
        } else {
            assertThat(told(hardened)).isEmpty();
        }
    }

    /** In whichever order profiles are read: they fill in the same. */
    @Test
    void theOrderOfProfilesMeansNothing() {
        List<String> profiles = List.of(
                profile(
                        "p",
                        "defaults: {capabilities: {drop: [ALL]}, resources: {memory: 1Gi, ulimits: [{name: core, soft: 0}]}}"),
                profile(
                        "q",
                        "mode: warn, level: baseline, defaults: {capabilities: {add: [KILL]}, tmpfs: [{path: /b}]}"),
                profile(
                        "r",
                        "defaults: {tmpfs: [{path: /a}, {path: /b}], resources: {ulimits: [{name: nofile, soft: 9}]}}"));
        List<List<Integer>> orders = List.of(
                List.of(0, 1, 2),
                List.of(0, 2, 1),
                List.of(1, 0, 2),
                List.of(1, 2, 0),
                List.of(2, 0, 1),
                List.of(2, 1, 0));
        List<String> seen = orders.stream()
                .map(order -> harden(Stream.concat(order.stream().map(profiles::get), Stream.of(pod("", "")))
                        .toArray(String[]::new)))
                .map(hardened -> json(hardened.declarations().pods().getFirst().object())
                        + hardened.extra(POD)
                        + hardened.origins(POD).values()
                        + hardened.enforced(POD).keySet()
                        + told(hardened))
                .distinct()
                .toList();
        assertThat(seen).singleElement().asString().contains("'add':['KILL'],'drop':['ALL']", "core=0:0,nofile=9:9");
    }

    /** Of two that say the same the stricter mode counts. */
    @Test
    void theStricterModeCounts() {
        Hardened hardened = harden(
                profile("p", "mode: audit, defaults: {runAsUser: 1}"),
                profile("q", "defaults: {runAsUser: 1}"),
                pod("", ", securityContext: {runAsUser: 2}"));
        assertThat(told(hardened)).singleElement().asString().contains("but SecurityProfile \"q\" says 1");
    }

    @ParameterizedTest
    @CsvSource({"enforce,m.yaml:3:", "warn,warning", "audit,"})
    void modes(String mode, @Nullable String expected) {
        Hardened hardened = harden(
                profile("p", "mode: " + mode + ", level: baseline, defaults: {runAsUser: 1}"),
                pod("hostPID: true, ", ", securityContext: {runAsUser: 2}"));
        assertThat(hardened.findings()).hasSize(2);
        assertThat(container(hardened).getSecurityContext().getRunAsUser()).isEqualTo(2);
        if (expected == null) {
            assertThat(told(hardened)).isEmpty();
        } else {
            assertThat(told(hardened))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains(expected));
            assertThat(told(hardened).getFirst().contains("warning")).isEqualTo(mode.equals("warn"));
        }
    }

    private static String labelled(String labels) {
        return "{apiVersion: v1, kind: Namespace, metadata: {name: default, labels: {" + labels + "}}}";
    }

    @Test
    void labelsOfNamespaces() {
        Hardened hardened = harden(
                labelled(
                        "pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/warn: restricted, "
                                + "pod-security.kubernetes.io/warn-version: v1.22, pod-security.kubernetes.io/audit: restricted"),
                pod(
                                "hostPID: true, ",
                                ", securityContext: {runAsUser: 0, runAsNonRoot: true, capabilities: {drop: [ALL]}, "
                                        + "allowPrivilegeEscalation: true}")
                        .replace("runAsUser: 0, ", ""));
        assertThat(told(hardened)).hasSize(3);
        assertThat(told(hardened).get(0))
                .matches(
                        "m.yaml:3:\\d+: hostPID must not be true: baseline \\(hostNamespaces\\) is asked for by Namespace "
                                + "\"default\" \\(m.yaml:1:\\d+\\)");
        assertThat(told(hardened).get(1))
                .contains(
                        "warning: container \"a\" must set securityContext.allowPrivilegeEscalation to false: restricted (v1.22, ");
        assertThat(told(hardened).get(2)).contains("warning", "seccomp profile");
    }

    /** An audit of what an enforced level says anyway is not said twice. */
    @Test
    void nothingIsSaidTwice() {
        Hardened hardened = harden(
                labelled("pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/warn: baseline"),
                profile("p", "level: baseline, mode: audit"),
                pod("hostPID: true, ", ""));
        assertThat(hardened.findings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pod-security.kubernetes.io/enforce: Baseline",
                "pod-security.kubernetes.io/enforce-version: '1.25'",
                "pod-security.kubernetes.io/enforced: baseline",
                "pod-security.kubernetes.io/warn: ''"
            })
    void labelsThatAreWrong(String label) {
        Loaded loaded = FolderSource.read(List.of(new SourceFile("m.yaml", labelled(label) + "\n")));
        assertThat(loaded.diagnostics())
                .singleElement()
                .asString()
                .contains("label \"pod-security.kubernetes.io/", "expected");
    }

    @Test
    void podsThatNothingSelectsAreTheVerySame() {
        Loaded loaded = FolderSource.read(List.of(new SourceFile("m.yaml", pod("", "") + "\n")));
        assertThat(Hardener.harden(loaded.declarations()).declarations().pods().getFirst())
                .isSameAs(loaded.declarations().pods().getFirst());
    }

    /** The manifest itself is never written to: the next compilation would find what this one filled in. */
    @Test
    void manifestsStayAsTheyAre() {
        Loaded loaded = FolderSource.read(List.of(new SourceFile(
                "m.yaml",
                defaults(
                                "runAsUser: 5, hostIP: 127.0.0.1, resources: {memory: 1Mi, pids: 4}, restart: {maxRetries: 1}, "
                                        + "capabilities: {drop: [ALL]}, userNamespace: {mode: auto}")
                        + "\n---\n" + pod("", ", ports: [{containerPort: 80, hostPort: 8080}], securityContext: {}")
                        + "\n")));
        String before = json(loaded.declarations().pods().getFirst().object());
        Hardener.harden(loaded.declarations());
        assertThat(json(loaded.declarations().pods().getFirst().object())).isEqualTo(before);
    }
}
