package io.podseg.audit.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.podseg.audit.Audit;
import io.podseg.audit.Profile;
import io.podseg.audit.checks.Checks;
import io.podseg.hardening.Level;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Whoever passes a profile of the audit passes the level of the same name, and the other way round. */
class StandardsTest {
    @Property(tries = 3000)
    void profilesFindSomethingExactlyWhereTheLevelsDo(@ForAll long seed) {
        Pod pod = new RandomPod(new Random(seed)).pod();
        for (Level level : List.of(Level.BASELINE, Level.RESTRICTED)) {
            var findings = new Audit(Checks.all(), Set.of(Profile.valueOf(level.name())))
                    .look(List.of(FromManifests.of(declared(pod))))
                    .findings();
            assertThat(findings.isEmpty())
                    .as("%s: audit %s, standard %s", level, findings, level.check(pod))
                    .isEqualTo(level.check(pod).isEmpty());
        }
    }

    private static Declarations declared(Pod pod) {
        var source = new Source(new Position("a.yaml", 1, 1), Map.of());
        return new Declarations(
                List.of(),
                List.of(),
                List.of(new Manifest<>(new ObjectKey("Pod", "default", "a"), pod, source)),
                List.of(),
                List.of(),
                List.of());
    }

    /** Mostly as the level restricted has it, so that each single step off it is met alone too. */
    private record RandomPod(Random random) {
        Pod pod() {
            PodBuilder pod = new PodBuilder()
                    .withNewMetadata()
                    .withName("a")
                    .withAnnotations(rarely(
                            Map.of("io.podman.annotations.seccomp/c0", "unconfined"),
                            Map.of("io.podman.annotations.label/c0", "disable"),
                            Map.of("io.podman.annotations.apparmor/c0", "unconfined"),
                            Map.of("io.podman.annotations.userns", "auto")))
                    .endMetadata()
                    .withNewSpec()
                    .withHostNetwork(rarely(true, false))
                    .withHostPID(rarely(true, false))
                    .withHostIPC(rarely(true, false))
                    .withHostUsers(rarely(false, true))
                    .withSecurityContext(podContext())
                    .addAllToContainers(containers("c"))
                    .addAllToInitContainers(random.nextInt(4) == 0 ? containers("i") : List.of())
                    .endSpec();
            if (random.nextInt(8) == 0) {
                pod.editSpec()
                        .addNewVolume()
                        .withName("v")
                        .withNewHostPath()
                        .withPath(rarely("/dev/fuse", "/run", "/srv") instanceof String path ? path : "/etc/passwd")
                        .endHostPath()
                        .endVolume()
                        .endSpec();
            }
            return pod.build();
        }

        private PodSecurityContext podContext() {
            PodSecurityContextBuilder context = new PodSecurityContextBuilder()
                    .withRunAsNonRoot(usually(true, rarely(false)))
                    .withRunAsUser(rarely(0L, 1000L))
                    .withRunAsGroup(rarely(0L, 1000L));
            String seccomp = usually("RuntimeDefault", rarely("Unconfined", "Localhost"));
            if (seccomp != null) {
                context.withNewSeccompProfile()
                        .withType(seccomp)
                        .withLocalhostProfile(seccomp.equals("Localhost") ? "p.json" : null)
                        .endSeccompProfile();
            }
            if (random.nextInt(8) == 0) {
                context.addNewSysctl(random.nextBoolean() ? "net.ipv4.tcp_syncookies" : "net/ipv4/tcp_syncookies", "1");
            }
            return context.build();
        }

        private List<Container> containers(String prefix) {
            List<Container> containers = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(2); i++) {
                ContainerBuilder container = new ContainerBuilder()
                        .withName(prefix + i)
                        .withImage("a:1")
                        .withSecurityContext(context());
                if (random.nextInt(8) == 0) {
                    container
                            .addNewPort()
                            .withContainerPort(80)
                            .withHostPort(rarely(80, 0))
                            .endPort();
                }
                if (random.nextInt(8) == 0) {
                    container
                            .withNewReadinessProbe()
                            .withTcpSocket(new TCPSocketAction(rarely("192.0.2.1", ""), new IntOrString(80)))
                            .endReadinessProbe();
                }
                if (random.nextInt(4) == 0) {
                    container
                            .addNewVolumeMount()
                            .withName("v")
                            .withMountPath("/v")
                            .endVolumeMount();
                }
                containers.add(container.build());
            }
            return containers;
        }

        private @Nullable SecurityContext context() {
            if (random.nextInt(10) == 0) {
                return null;
            }
            SecurityContextBuilder context = new SecurityContextBuilder()
                    .withPrivileged(rarely(true, false))
                    .withAllowPrivilegeEscalation(usually(false, rarely(true)))
                    .withRunAsNonRoot(rarely(true, false))
                    .withRunAsUser(rarely(0L, 1L))
                    .withProcMount(rarely("Unmasked", "Default"))
                    .withCapabilities(capabilities());
            if (random.nextInt(10) == 0) {
                context.withNewSeccompProfile()
                        .withType(random.nextBoolean() ? "Unconfined" : "RuntimeDefault")
                        .endSeccompProfile();
            }
            if (random.nextInt(10) == 0) {
                context.withNewAppArmorProfile()
                        .withType(random.nextBoolean() ? "Unconfined" : "RuntimeDefault")
                        .endAppArmorProfile();
            }
            if (random.nextInt(10) == 0) {
                context.withNewSeLinuxOptions()
                        .withType(rarely("spc_t", "container_t"))
                        .withUser(rarely("system_u", ""))
                        .withRole(rarely("system_r", ""))
                        .endSeLinuxOptions();
            }
            return context.build();
        }

        private @Nullable Capabilities capabilities() {
            String added = rarely("NET_BIND_SERVICE", "CHOWN", "NET_RAW", "SYS_ADMIN", "ALL", "SYS_TIME");
            return new Capabilities(
                    added == null ? List.of() : List.of(added),
                    List.of(String.valueOf(usually("ALL", rarely("CHOWN", "NET_RAW")))));
        }

        /** One in ten. */
        @SafeVarargs
        private <T> @Nullable T rarely(T... values) {
            return random.nextInt(10) == 0 ? values[random.nextInt(values.length)] : null;
        }

        private <T> @Nullable T usually(T value, @Nullable T other) {
            return random.nextInt(10) > 0 ? value : other;
        }
    }
}
