package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.Volume;
import io.podseg.hardening.Parts.Part;
import io.podseg.hardening.Standard.Found;
import io.podseg.model.PodmanAnnotations;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of the host a pod shares: namespaces, files, ports, other hosts that it has asked. */
final class HostChecks {
    private static final String VOLUMES = "/spec/volumes/";

    private HostChecks() {}

    static void namespaces(Parts pod, StandardVersion version, Found found) {
        shared(pod.spec().getHostNetwork(), "hostNetwork", found);
        shared(pod.spec().getHostPID(), "hostPID", found);
        shared(pod.spec().getHostIPC(), "hostIPC", found);
    }

    private static void shared(@Nullable Boolean value, String field, Found found) {
        if (Boolean.TRUE.equals(value)) {
            found.at(Parts.SPEC + "/" + field, field + " must not be true");
        }
    }

    /** A claim may be a path of the host in disguise; volumes of a container that is not of the pod may be anything of the host's. */
    static void hostPaths(Parts pod, StandardVersion version, Found found) {
        List<Volume> volumes = Parts.items(pod.spec().getVolumes());
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            if (volume.getHostPath() != null) {
                found.at(VOLUMES + i + "/hostPath", volume(volume) + " must not be a hostPath");
            }
            String pointer = VOLUMES + i + "/persistentVolumeClaim";
            pod.claimed(volume)
                    .ifPresent(path -> found.at(
                            pointer,
                            volume(volume) + " must not be " + Parts.quoted(path)
                                    + " of the host, as its claim has it"));
        }
        Set<String> earlier = new HashSet<>();
        for (Part part : pod.containers()) {
            String name = PodmanAnnotations.VOLUMES_FROM + "/" + part.name();
            for (String entry : pod.annotation(name).orElse("").split(";", -1)) {
                String from = entry.split(":", 2)[0];
                if (!from.isEmpty() && !earlier.contains(from)) {
                    found.at(
                            Parts.annotationPointer(name),
                            part.title() + " must not take the volumes of " + Parts.quoted(from)
                                    + ", which is no earlier container of the pod: they may be the host's");
                }
            }
            earlier.add(part.name());
        }
    }

    static void restrictedVolumes(Parts pod, StandardVersion version, Found found) {
        List<Volume> volumes = Parts.items(pod.spec().getVolumes());
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            boolean allowed = volume.getConfigMap() != null
                    || volume.getCsi() != null
                    || volume.getDownwardAPI() != null
                    || volume.getEmptyDir() != null
                    || volume.getEphemeral() != null
                    || volume.getImage() != null
                    || volume.getPersistentVolumeClaim() != null
                    || volume.getProjected() != null
                    || volume.getSecret() != null;
            if (!allowed && volume.getHostPath() == null) {
                found.at(
                        VOLUMES + i,
                        volume(volume) + " must be one of configMap, csi, downwardAPI, emptyDir, ephemeral, image,"
                                + " persistentVolumeClaim, projected and secret");
            }
        }
    }

    private static String volume(Volume volume) {
        return "volume " + Parts.quoted(String.valueOf(volume.getName()));
    }

    static void hostPorts(Parts pod, StandardVersion version, Found found) {
        for (Part part : pod.containers()) {
            List<ContainerPort> ports = Parts.items(part.container().getPorts());
            for (int i = 0; i < ports.size(); i++) {
                Integer port = ports.get(i).getHostPort();
                if (port != null && port != 0) {
                    found.at(
                            part.pointer() + "/ports/" + i + "/hostPort",
                            part.title() + " must not use hostPort " + port);
                }
            }
        }
    }

    /** Whoever probes does so with the rights of the host: it must not be sent to others. */
    static void hosts(Parts pod, StandardVersion version, Found found) {
        for (Part part : pod.containers()) {
            Container container = part.container();
            probe(part, "/livenessProbe", container.getLivenessProbe(), found);
            probe(part, "/readinessProbe", container.getReadinessProbe(), found);
            probe(part, "/startupProbe", container.getStartupProbe(), found);
            if (container.getLifecycle() != null) {
                handler(part, "/lifecycle/postStart", container.getLifecycle().getPostStart(), found);
                handler(part, "/lifecycle/preStop", container.getLifecycle().getPreStop(), found);
            }
        }
    }

    private static void probe(Part part, String pointer, @Nullable Probe probe, Found found) {
        if (probe != null) {
            http(part, pointer, probe.getHttpGet(), found);
            tcp(part, pointer, probe.getTcpSocket(), found);
        }
    }

    private static void handler(Part part, String pointer, @Nullable LifecycleHandler handler, Found found) {
        if (handler != null) {
            http(part, pointer, handler.getHttpGet(), found);
            tcp(part, pointer, handler.getTcpSocket(), found);
        }
    }

    private static void http(Part part, String pointer, @Nullable HTTPGetAction action, Found found) {
        host(part, pointer + "/httpGet/host", Optional.ofNullable(action).map(HTTPGetAction::getHost), found);
    }

    private static void tcp(Part part, String pointer, @Nullable TCPSocketAction action, Found found) {
        host(part, pointer + "/tcpSocket/host", Optional.ofNullable(action).map(TCPSocketAction::getHost), found);
    }

    private static void host(Part part, String pointer, Optional<String> host, Found found) {
        host.filter(Parts::isSet)
                .ifPresent(name -> found.at(
                        part.pointer() + pointer,
                        part.title() + " must not name a host for "
                                + pointer.substring(1).replace('/', '.') + ", but has " + Parts.quoted(name)));
    }
}
