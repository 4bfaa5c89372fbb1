package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptions;
import io.podseg.hardening.Parts.Part;
import io.podseg.hardening.Standard.Found;
import io.podseg.model.PodmanAnnotations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What keeps a container inside: that it is not privileged, AppArmor, SELinux, the masks of /proc, kernel parameters. */
final class ConfinementChecks {
    private static final int OWN_USERS = 35;
    private static final int ENGINE_TYPE = 31;
    private static final Set<String> SELINUX_TYPES = Set.of("container_t", "container_init_t", "container_kvm_t");

    /** First minor version to the kernel parameters that it added. */
    private static final Map<Integer, List<String>> SYSCTLS = new TreeMap<>(Map.of(
            0,
            List.of(
                    "kernel.shm_rmid_forced",
                    "net.ipv4.ip_local_port_range",
                    "net.ipv4.tcp_syncookies",
                    "net.ipv4.ping_group_range",
                    "net.ipv4.ip_unprivileged_port_start"),
            27,
            List.of("net.ipv4.ip_local_reserved_ports"),
            29,
            List.of(
                    "net.ipv4.tcp_keepalive_time",
                    "net.ipv4.tcp_fin_timeout",
                    "net.ipv4.tcp_keepalive_intvl",
                    "net.ipv4.tcp_keepalive_probes"),
            32,
            List.of("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem")));

    private ConfinementChecks() {}

    static void privileged(Parts pod, StandardVersion version, Found found) {
        for (Part part : pod.containers()) {
            if (Boolean.TRUE.equals(part.context().getPrivileged())) {
                found.at(part.contextPointer() + "/privileged", part.title() + " must not be privileged");
            }
        }
    }

    static void appArmor(Parts pod, StandardVersion version, Found found) {
        appArmor(pod.context().getAppArmorProfile(), "pod", Parts.POD_CONTEXT, found);
        for (Part part : pod.containers()) {
            appArmor(part.context().getAppArmorProfile(), part.title(), part.contextPointer(), found);
            String own = PodmanAnnotations.APPARMOR + "/" + part.name();
            pod.annotation(own)
                    .filter("unconfined"::equals)
                    .ifPresent(value ->
                            found.at(Parts.annotationPointer(own), part.title() + " must not be without AppArmor"));
        }
        pod.annotations().forEach((name, value) -> {
            if (name.startsWith(PodmanAnnotations.LEGACY_APPARMOR + "/")
                    && !value.isEmpty()
                    && !value.equals("runtime/default")
                    && !value.startsWith("localhost/")) {
                found.at(
                        Parts.annotationPointer(name),
                        "annotation " + Parts.quoted(name) + " must not be " + Parts.quoted(value)
                                + ", but runtime/default or localhost/...");
            }
        });
    }

    private static void appArmor(@Nullable AppArmorProfile profile, String who, String pointer, Found found) {
        if (profile != null && !"RuntimeDefault".equals(profile.getType()) && !"Localhost".equals(profile.getType())) {
            found.at(
                    pointer + "/appArmorProfile/type",
                    who + " must not have the AppArmor profile " + Parts.quoted(String.valueOf(profile.getType()))
                            + ", but RuntimeDefault or Localhost");
        }
    }

    static void seLinux(Parts pod, StandardVersion version, Found found) {
        seLinux(pod.context().getSeLinuxOptions(), "pod", Parts.POD_CONTEXT, version, found);
        for (Part part : pod.containers()) {
            seLinux(part.context().getSeLinuxOptions(), part.title(), part.contextPointer(), version, found);
            String own = PodmanAnnotations.LABEL + "/" + part.name();
            pod.annotation(own).ifPresent(label -> {
                boolean type = label.startsWith("type:") && isContainerType(label.substring("type:".length()), version);
                if (!type && !label.startsWith("level:") && !label.startsWith("filetype:")) {
                    found.at(
                            Parts.annotationPointer(own),
                            part.title() + " must not have the SELinux label " + Parts.quoted(label));
                }
            });
        }
    }

    private static void seLinux(
            @Nullable SELinuxOptions options, String who, String context, StandardVersion version, Found found) {
        if (options == null) {
            return;
        }
        String pointer = context + "/seLinuxOptions";
        if (Parts.isSet(options.getType()) && !isContainerType(options.getType(), version)) {
            found.at(
                    pointer + "/type",
                    who + " must not have the SELinux type " + Parts.quoted(options.getType())
                            + ", but container_t, container_init_t, container_kvm_t or container_engine_t");
        }
        if (Parts.isSet(options.getUser())) {
            found.at(pointer + "/user", who + " must not set an SELinux user");
        }
        if (Parts.isSet(options.getRole())) {
            found.at(pointer + "/role", who + " must not set an SELinux role");
        }
    }

    private static boolean isContainerType(String type, StandardVersion version) {
        return SELINUX_TYPES.contains(type) || type.equals("container_engine_t") && version.since(ENGINE_TYPE);
    }

    /** Since v1.35 a pod with a user namespace of its own may see all of it. */
    static void procMount(Parts pod, StandardVersion version, Found found) {
        if (!version.since(OWN_USERS) || !pod.ownUsers()) {
            masked(pod, version, found);
        }
    }

    /** The level restricted makes no exception. */
    static void masked(Parts pod, StandardVersion version, Found found) {
        for (Part part : pod.containers()) {
            String mount = part.context().getProcMount();
            if (mount != null && !mount.equals("Default")) {
                found.at(
                        part.contextPointer() + "/procMount",
                        part.title() + " must not have procMount " + Parts.quoted(mount));
            }
        }
    }

    /** Names are compared as they are written, as in Kubernetes. */
    static void sysctls(Parts pod, StandardVersion version, Found found) {
        Set<String> allowed = new HashSet<>();
        SYSCTLS.forEach((since, names) -> {
            if (version.since(since)) {
                allowed.addAll(names);
            }
        });
        List<Sysctl> sysctls = Parts.items(pod.context().getSysctls());
        for (int i = 0; i < sysctls.size(); i++) {
            String name = String.valueOf(sysctls.get(i).getName());
            if (!allowed.contains(name)) {
                found.at(
                        Parts.POD_CONTEXT + "/sysctls/" + i + "/name",
                        "pod must not set the kernel parameter " + Parts.quoted(name)
                                + ", which is not among the safe ones");
            }
        }
    }

    static void windowsHostProcess(Parts pod, StandardVersion version, Found found) {
        windows(pod.context().getWindowsOptions(), "pod", Parts.POD_CONTEXT, found);
        pod.containers()
                .forEach(part ->
                        windows(part.context().getWindowsOptions(), part.title(), part.contextPointer(), found));
    }

    private static void windows(
            @Nullable WindowsSecurityContextOptions options, String who, String pointer, Found found) {
        if (options != null && Boolean.TRUE.equals(options.getHostProcess())) {
            found.at(pointer + "/windowsOptions/hostProcess", who + " must not be a process of the host");
        }
    }
}
