package io.podseg.audit.manifests;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.podseg.audit.Exemptions;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.ContainerFacts.Role;
import io.podseg.audit.facts.HostNamespace;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.PolicyCover;
import io.podseg.audit.facts.PortFacts;
import io.podseg.audit.facts.UserNamespace;
import io.podseg.model.Hardening;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.PodmanAnnotations;
import io.podseg.model.Protocol;
import io.podseg.policy.Direction;
import io.podseg.policy.Selections;
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A Pod, or the pod in a template, as what the audit looks at. */
final class PodFactsOf {
    /** The annotation that names networks, and ways without. */
    private static final String NETWORKS = "podseg.io/networks";

    private static final String DEFAULT_NETWORK = "podseg";
    private static final Set<String> WITHOUT_BRIDGE = Set.of("none", "slirp4netns", "pasta");

    private final Map<String, Map<String, String>> namespaces;
    private final Selections<ObjectKey> selections;
    private final TrustRules trust;
    private final HostClaims claims;

    /**
     * Facts of pods.
     *
     * @param namespaces annotations of each namespace that is declared
     * @param selections which policies select which pods, by the key that the pod is called by
     * @param trust all policies for images
     * @param claims claims that are paths of the host in disguise
     */
    PodFactsOf(
            Map<String, Map<String, String>> namespaces,
            Selections<ObjectKey> selections,
            TrustRules trust,
            HostClaims claims) {
        this.claims = claims;
        this.namespaces = namespaces;
        this.selections = selections;
        this.trust = trust;
    }

    /**
     * One pod.
     *
     * @param key what it is called: itself, or the workload that it is the template of
     * @param outer annotations of that workload
     * @param extra what profiles give it beyond the fields of Kubernetes
     */
    PodFacts of(Manifest<Pod> pod, ObjectKey key, Map<String, String> outer, Hardening extra) {
        Map<String, String> own = FromManifests.annotations(pod.object());
        Map<String, String> namespace = namespaces.getOrDefault(key.namespace(), Map.of());
        PodSpec spec = pod.object().getSpec();
        List<String> networks = networks(own, namespace, spec);
        return new PodFacts(
                FromManifests.subject(key),
                pointer -> Optional.of(pod.source().at(pointer)),
                Exemptions.of(namespace, outer, own),
                shared(spec),
                extra.users().map(users -> users(users.mode())).orElseGet(() -> users(own, spec)),
                sysctls(spec),
                ports(spec),
                networks,
                cover(pod, key),
                containers(pod, extra));
    }

    private List<ContainerFacts> containers(Manifest<Pod> pod, Hardening extra) {
        PodSpec spec = pod.object().getSpec();
        List<ContainerFacts> all = new ArrayList<>();
        List<Container> before = orEmpty(spec.getInitContainers());
        for (int i = 0; i < before.size(); i++) {
            all.add(new ContainerFactsOf(pod, before.get(i), "/spec/initContainers/" + i, extra, trust, claims)
                    .facts(Role.INIT));
        }
        List<Container> containers = orEmpty(spec.getContainers());
        for (int i = 0; i < containers.size(); i++) {
            all.add(new ContainerFactsOf(pod, containers.get(i), "/spec/containers/" + i, extra, trust, claims)
                    .facts(Role.APP));
        }
        return all;
    }

    private static Set<HostNamespace> shared(PodSpec spec) {
        EnumSet<HostNamespace> shared = EnumSet.noneOf(HostNamespace.class);
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            shared.add(HostNamespace.NETWORK);
        }
        if (Boolean.TRUE.equals(spec.getHostPID())) {
            shared.add(HostNamespace.PID);
        }
        if (Boolean.TRUE.equals(spec.getHostIPC())) {
            shared.add(HostNamespace.IPC);
        }
        return shared;
    }

    private static UserNamespace users(Map<String, String> annotations, PodSpec spec) {
        String mode = annotations.getOrDefault(PodmanAnnotations.USERNS, "");
        String word = mode.contains(":") ? mode.substring(0, mode.indexOf(':')) : mode;
        return switch (word) {
            case "auto" -> UserNamespace.AUTO;
            case "keep-id" -> UserNamespace.KEEP_ID;
            case "nomap" -> UserNamespace.NOMAP;
            case "host" -> UserNamespace.HOST;
            case "private" -> UserNamespace.MAPPED;
            default -> hostUsers(spec);
        };
    }

    private static UserNamespace users(Hardening.UserNamespace.Mode mode) {
        return switch (mode) {
            case HOST -> UserNamespace.HOST;
            case AUTO -> UserNamespace.AUTO;
            case KEEP_ID -> UserNamespace.KEEP_ID;
            case NOMAP -> UserNamespace.NOMAP;
            case MAPPED -> UserNamespace.MAPPED;
        };
    }

    private static UserNamespace hostUsers(PodSpec spec) {
        if (spec.getHostUsers() == null) {
            return UserNamespace.UNSTATED;
        }
        return spec.getHostUsers() ? UserNamespace.HOST : UserNamespace.AUTO;
    }

    private static TreeMap<String, String> sysctls(PodSpec spec) {
        TreeMap<String, String> sysctls = new TreeMap<>();
        if (spec.getSecurityContext() != null) {
            orEmpty(spec.getSecurityContext().getSysctls())
                    .forEach(sysctl -> sysctls.put(sysctl.getName().replace('/', '.'), sysctl.getValue()));
        }
        return sysctls;
    }

    private static List<PortFacts> ports(PodSpec spec) {
        List<PortFacts> ports = new ArrayList<>();
        List<Container> containers = orEmpty(spec.getContainers());
        for (int i = 0; i < containers.size(); i++) {
            List<ContainerPort> declared = orEmpty(containers.get(i).getPorts());
            for (int j = 0; j < declared.size(); j++) {
                ContainerPort port = declared.get(j);
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    ports.add(new PortFacts(
                            containers.get(i).getName(),
                            Optional.ofNullable(port.getHostIP()).orElse(""),
                            port.getHostPort(),
                            port.getContainerPort(),
                            protocol(port.getProtocol()),
                            "/spec/containers/" + i + "/ports/" + j + "/hostPort"));
                }
            }
        }
        return ports;
    }

    private static Protocol protocol(@Nullable String name) {
        return name == null ? Protocol.TCP : Protocol.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static List<String> networks(Map<String, String> own, Map<String, String> namespace, PodSpec spec) {
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            return List.of();
        }
        String named = own.getOrDefault(NETWORKS, namespace.getOrDefault(NETWORKS, DEFAULT_NETWORK));
        return List.of(named.strip().split("\\s+")).stream()
                .map(entry -> entry.contains(":") ? entry.substring(0, entry.indexOf(':')) : entry)
                .filter(name -> !WITHOUT_BRIDGE.contains(name))
                .toList();
    }

    /** Empty where no policy can select it. */
    private Optional<PolicyCover> cover(Manifest<Pod> pod, ObjectKey key) {
        return isSelectable(pod)
                ? Optional.of(new PolicyCover(
                        selections.isolating(key, Direction.INGRESS), selections.isolating(key, Direction.EGRESS)))
                : Optional.empty();
    }

    /** Whether policies can select a pod. */
    static boolean isSelectable(Manifest<Pod> pod) {
        return !Boolean.TRUE.equals(pod.object().getSpec().getHostNetwork());
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** A key as a part of a JSON pointer (RFC 6901). */
    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
