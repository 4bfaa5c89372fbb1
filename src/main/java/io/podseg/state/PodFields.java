package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A pod's specification as flat paths and values, for hashes and for showing what differs. What has its default is left out,
 * so that a later version that knows more fields does not replace every pod. Secrets appear by the name of the Podman secret,
 * whose content hash changes with the content.
 */
public final class PodFields {
    private static final String MEMORY = "resources.limits.memory";
    private static final String CPU = "resources.limits.cpu";
    private static final long KIBI = 1024;
    private static final long MEBI = KIBI * KIBI;

    private final TreeMap<String, String> fields = new TreeMap<>();

    private PodFields() {}

    /** All fields. */
    public static SortedMap<String, String> of(PodSpec pod) {
        PodFields fields = new PodFields();
        fields.pod(pod);
        fields.settings(pod.settings());
        pod.containers().forEach(container -> fields.container("containers[" + container.name() + "].", container));
        return Sorted.map(fields.fields);
    }

    /** Hash over {@link #of} without what can change while the pod runs: limits of memory and processors. */
    public static String hash(PodSpec pod) {
        TreeMap<String, String> fixed = new TreeMap<>(of(pod));
        pod.containers().forEach(container -> {
            fixed.remove(path(container) + MEMORY);
            fixed.remove(path(container) + CPU);
        });
        return Hash.of(fixed.toString());
    }

    /** Where the fields of a container stand. */
    private static String path(ContainerSpec container) {
        return "containers[" + container.name() + "].";
    }

    /** Limits of a container as {@link #of} names and writes them. */
    public static SortedMap<String, String> limits(ContainerSpec container, Limits limits) {
        TreeMap<String, String> fields = new TreeMap<>();
        limits.memoryText().ifPresent(text -> fields.put(path(container) + MEMORY, text));
        limits.cpuText().ifPresent(text -> fields.put(path(container) + CPU, text));
        SettingsFields.of(limits).forEach((name, value) -> {
            if (!value.isEmpty()) {
                fields.put(path(container) + name, value);
            }
        });
        return fields;
    }

    private void pod(PodSpec pod) {
        put("hostname", pod.hostname().equals(pod.key().name()) ? "" : pod.hostname());
        put("restartPolicy", pod.restartPolicy().equals("always") ? "" : pod.restartPolicy());
        put("hostNetwork", pod.hostNetwork());
        put("network", isPlain(pod.network()) ? "" : pod.network().toString());
        put("podLayer", pod.podLayer());
        put("terminationGracePeriodSeconds", pod.stopTimeout());
        for (int i = 0; i < pod.attachments().size(); i++) {
            Attachment attachment = pod.attachments().get(i);
            String path = "networks[" + attachment.network() + "].";
            put(path + "order", i == 0 ? "" : Integer.toString(i));
            put(path + "addresses", join(attachment.addresses()));
            put(path + "aliases", join(aliases(pod, attachment)));
            put(path + "mac", attachment.mac());
            put(path + "interfaceName", attachment.interfaceName());
        }
        pod.ports()
                .forEach(port -> put(
                        "hostPorts["
                                + port.hostIp().map(ip -> ip + ":").orElse("")
                                + port.hostPort() + "/" + port.protocol() + "]",
                        Integer.toString(port.containerPort())));
    }

    private static boolean isPlain(NetworkMode network) {
        return network.equals(NetworkMode.BRIDGE) || network.equals(NetworkMode.HOST);
    }

    /** Every pod has the alias {@code name.namespace}; only others are told. */
    private static List<String> aliases(PodSpec pod, Attachment attachment) {
        String own = pod.key().name() + "." + pod.key().namespace();
        return attachment.aliases().stream().filter(alias -> !alias.equals(own)).toList();
    }

    private void container(String path, ContainerSpec container) {
        put(path + "image", container.image());
        put(path + "command", words(container.entrypoint()));
        put(path + "args", words(container.command()));
        put(path + "workingDir", container.workingDir());
        container.env().forEach((name, value) -> fields.put(path + "env[" + name + "]", value));
        container.secretEnv().forEach((name, secret) -> fields.put(path + "env[" + name + "]", "secret " + secret));
        container.mounts().forEach(mount -> fields.put(path + "mounts[" + mount.target() + "]", text(mount)));
        put(path + MEMORY, container.memoryLimit().map(PodFields::bytes));
        put(path + CPU, container.cpuMillis().map(millis -> millis + "m"));
        put(path + "livenessProbe", ProbeText.of(container.probes().liveness()));
        put(path + "readinessProbe", ProbeText.of(container.probes().readiness()));
        put(path + "startupProbe", ProbeText.of(container.probes().startup()));
        ContainerSpec.Security security = container.security();
        String at = path + "securityContext.";
        put(at + "privileged", security.privileged());
        put(at + "allowPrivilegeEscalation", security.noNewPrivileges() ? "false" : "");
        put(at + "readOnlyRootFilesystem", security.readOnlyRoot());
        put(at + "runAsUser", security.user());
        put(at + "supplementalGroups", join(security.groups()));
        put(at + "capabilities.add", join(security.capAdd()));
        put(at + "capabilities.drop", join(security.capDrop()));
        put(at + "seLinuxOptions", join(security.selinux()));
        SettingsFields.of(container.settings()).forEach((name, value) -> put(path + name, value));
    }

    private void settings(PodSettings settings) {
        SettingsFields.of(settings).forEach(this::put);
        for (int i = 0; i < settings.initContainers().size(); i++) {
            ContainerSpec init = settings.initContainers().get(i);
            String path = "initContainers[" + init.name() + "].";
            put(path + "order", i == 0 ? "" : Integer.toString(i));
            container(path, init);
        }
    }

    private static String text(MountSpec mount) {
        return switch (mount) {
            case MountSpec.Tmpfs tmpfs ->
                "tmpfs" + tmpfs.sizeBytes().map(size -> " size=" + bytes(size)).orElse("")
                        + (tmpfs.options().isEmpty() ? "" : " " + join(tmpfs.options()));
            case MountSpec.PodVolume volume ->
                "emptyDir " + volume.volume()
                        + volume.memory().map(options -> " memory " + options).orElse("") + volume.access();
            case MountSpec.Volume volume -> "volume " + volume.volume() + volume.access();
            case MountSpec.Image image ->
                "image " + image.reference() + (image.subPath().isEmpty() ? "" : " subPath=" + image.subPath());
            case MountSpec.HostPath path ->
                "hostPath " + path.source() + path.access() + (path.type().isEmpty() ? "" : " " + path.type());
            case MountSpec.Files files ->
                "files " + files.folder() + (files.subPath().isEmpty() ? "" : " subPath=" + files.subPath());
            case MountSpec.SecretFile secret ->
                "secret " + secret.secret() + " mode " + Integer.toOctalString(secret.mode());
        };
    }

    private void put(String path, String value) {
        if (!value.isEmpty()) {
            fields.put(path, value);
        }
    }

    private void put(String path, boolean value) {
        put(path, value ? "true" : "");
    }

    private void put(String path, Optional<?> value) {
        put(path, value.map(Object::toString).orElse(""));
    }

    private static String join(List<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    /** Words as a shell would have to be given them: two lists that differ never look alike. */
    static String words(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** Kubernetes's notation for whole mebibytes and kibibytes. */
    public static String bytes(long bytes) {
        if (bytes >= MEBI && bytes % MEBI == 0) {
            return bytes / MEBI + "Mi";
        }
        return bytes >= KIBI && bytes % KIBI == 0 ? bytes / KIBI + "Ki" : Long.toString(bytes);
    }
}
