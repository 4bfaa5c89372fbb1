package io.podseg.state;

import io.podseg.state.ContainerSettings.Confinement;
import io.podseg.state.ContainerSettings.SeccompFile;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Settings as flat paths and values for {@link PodFields}; what has its default is left out or empty. */
final class SettingsFields {
    private SettingsFields() {}

    /** Of a pod, without its init containers, and of annotations only those that the OCI runtime acts on (crun, systemd). */
    static SortedMap<String, String> of(PodSettings pod) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("initContainers.type", pod.initType().equals(PodSettings.ONCE) ? "" : pod.initType());
        fields.put("hostAliases", join(pod.hosts()));
        fields.put("dnsConfig.nameservers", join(pod.dns().servers()));
        fields.put("dnsConfig.searches", join(pod.dns().searches()));
        fields.put("dnsConfig.options", join(pod.dns().options()));
        pod.sysctls().forEach((name, value) -> fields.put("sysctls[" + name + "]", value));
        pod.annotations().forEach((name, value) -> {
            if (name.startsWith("run.oci.") || name.startsWith("org.systemd.property.")) {
                fields.put("annotations[" + name + "]", value);
            }
        });
        fields.put("hostPID", yes(pod.namespaces().hostPid()));
        fields.put("hostIPC", yes(pod.namespaces().hostIpc()));
        fields.put("shareProcessNamespace", yes(pod.namespaces().sharedProcesses()));
        fields.put("userns", text(pod.namespaces().users()));
        fields.put("restartPolicy.maxRetries", text(pod.maxRetries()));
        fields.put("infra.name", pod.infraName().orElse(""));
        return fields;
    }

    static SortedMap<String, String> of(ContainerSettings container) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("tty", yes(container.tty()));
        fields.put("stdin", yes(container.stdin()));
        fields.put("init", yes(container.init()));
        fields.put("lifecycle.stopSignal", text(container.stopSignal()));
        fields.put("volumesFrom", join(container.volumesFrom()));
        container
                .hostEnv()
                .forEach((name, value) -> fields.put(
                        "env[" + name + "]",
                        "host's " + value.what() + (value.divisor() == 1 ? "" : " / " + value.divisor())));
        container.labels().forEach((name, value) -> fields.put("labels." + name, value));
        confinement(fields, container.confinement());
        fields.putAll(of(Limits.of(container.bounds())));
        return fields;
    }

    private static void confinement(TreeMap<String, String> fields, Confinement confinement) {
        fields.put("securityContext.procMount", confinement.unmaskedProc() ? "Unmasked" : "");
        fields.put("securityContext.runAsNonRoot", yes(confinement.nonRoot()));
        fields.put(
                "securityContext.seccompProfile",
                text(confinement.profile().map(SettingsFields::named).or(confinement::seccomp)));
        fields.put("securityContext.appArmorProfile", text(confinement.apparmor()));
    }

    /** Limits beyond memory and processor time. */
    static SortedMap<String, String> of(Limits limits) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("resources.requests.memory", text(limits.reservation()));
        fields.put("pids-limit", text(limits.pids()));
        fields.put("cpuset", text(limits.cpus()));
        fields.put("memory-nodes", text(limits.memoryNodes()));
        fields.put("ulimits", join(limits.ulimits()));
        fields.put(
                "resources.memorySwap",
                text(limits.swap().map(bytes -> bytes < 0 ? "unlimited" : PodFields.bytes(bytes))));
        fields.put("resources.cpuShares", text(limits.shares()));
        fields.put("resources.blockIO.weight", text(limits.ioWeight()));
        limits.ioRates()
                .orElse(new TreeMap<>())
                .forEach((name, rate) -> fields.put("resources.blockIO." + name, Long.toString(rate)));
        return fields;
    }

    /** Another content has another name, whatever the origin says of it. */
    private static String named(SeccompFile file) {
        String hash = Hash.of(file.json());
        return file.origin().contains(hash) ? file.origin() : file.origin() + " " + hash;
    }

    private static String yes(boolean value) {
        return value ? "true" : "";
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("");
    }

    private static String join(List<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
