package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names, labels and annotations of an object of any kind. */
public final class MetadataCheck {
    /** The namespace of an object that names none. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** A template is of no kind of its own; it has the annotations of a pod. */
    static final String TEMPLATE = "PodTemplate";

    private static final int ANNOTATION_BYTES = 256 * 1024;
    private static final Map<String, Set<String>> OWN_ANNOTATIONS = Map.of(
            "Pod",
            Set.of("podseg.io/networks", "podseg.io/pod-layer"),
            "Namespace",
            Set.of("podseg.io/networks", "podseg.io/pod-layer"),
            TEMPLATE,
            Set.of("podseg.io/networks", "podseg.io/pod-layer"),
            "NetworkPolicy",
            Set.of("podseg.io/mode"));
    private static final Set<String> OWNERS = Set.of("Deployment", "DaemonSet", "Job");
    private static final List<String> PODMAN_PREFIXES = List.of("io.podman.", "io.containers.");
    /** Kinds whose annotations are Podman's too; {@link PodmanAnnotationCheck} looks at these. */
    private static final Set<String> OF_PODS = Set.of("Pod", "PodTemplate", "Deployment", "DaemonSet", "Job");
    /** What {@code --network} of Podman does not take as a network's name, and Podman's own network. */
    private static final Set<String> TAKEN_NETWORKS = Set.of(
            "bridge", "container", "default", "host", "none", "ns", "pasta", "pod", "podman", "private", "slirp4netns");

    private static final Set<String> NETWORKS = Set.of("Network", "NetworkAttachmentDefinition");

    private final String kind;
    private final boolean namespaced;
    private final Problems problems;

    /**
     * A check of one object.
     *
     * @param kind its kind
     * @param namespaced whether the kind has namespaces
     * @param problems where problems go
     */
    public MetadataCheck(String kind, boolean namespaced, Problems problems) {
        this.kind = kind;
        this.namespaced = namespaced;
        this.problems = problems;
    }

    /** Whether the object has a valid identity; everything else that is wrong is reported too. */
    public boolean check(@Nullable ObjectMeta metadata) {
        if (metadata == null) {
            problems.missing("", "metadata");
            return false;
        }
        labels(metadata.getLabels());
        annotations(metadata.getAnnotations());
        return name(metadata.getName()) & namespace(metadata.getNamespace());
    }

    /**
     * The metadata of a pod template: labels and annotations.
     *
     * @param owner kind of the object that the template belongs to
     */
    public void template(ObjectMeta metadata, String owner) {
        labels(metadata.getLabels());
        if (metadata.getAnnotations() != null) {
            TreeMap<String, String> own = new TreeMap<>(metadata.getAnnotations());
            own.keySet().stream()
                    .filter(MetadataCheck::isPodmans)
                    .forEach(key -> problems.warning(
                            Pointers.child("/metadata/annotations", key),
                            "annotation " + Quoted.of(key) + " has no effect in a template; podman kube play reads it"
                                    + " from the metadata of the " + owner));
            own.keySet().removeIf(MetadataCheck::isPodmans);
            annotations(own);
        }
    }

    /** Whether it is an annotation of Podman's, not one of Kubernetes' that Podman acts on too. */
    public static boolean isPodmans(String annotation) {
        return PODMAN_PREFIXES.stream().anyMatch(annotation::startsWith);
    }

    private boolean name(@Nullable String name) {
        if (name == null) {
            problems.missing("/metadata", "name");
            return false;
        }
        if (NETWORKS.contains(kind) && TAKEN_NETWORKS.contains(name)) {
            problems.error(
                    "/metadata/name",
                    "name " + Quoted.of(name) + " has a meaning of its own in Podman; choose another");
            return false;
        }
        Syntax syntax = switch (kind) {
            case "Namespace" -> Syntax.LABEL;
            case "Network", "NetworkAttachmentDefinition" -> Syntax.NETWORK;
            default -> Syntax.SUBDOMAIN;
        };
        return syntax.check(problems, "/metadata/name", "name", name);
    }

    private boolean namespace(@Nullable String namespace) {
        if (namespace == null) {
            return true;
        }
        if (!namespaced) {
            problems.error("/metadata/namespace", "kind " + kind + " has no namespace; leave metadata.namespace out");
            return false;
        }
        return Syntax.LABEL.check(problems, "/metadata/namespace", "namespace", namespace);
    }

    private void labels(@Nullable Map<String, String> labels) {
        new TreeMap<>(labels == null ? Map.of() : labels)
                .forEach((key, value) -> label(Pointers.child("/metadata/labels", key), key, value));
    }

    private void label(String pointer, String key, String value) {
        if (!qualified(pointer, "label key", key)) {
            return;
        }
        if (key.startsWith("io.podseg.") || key.startsWith("podseg.io/")) {
            problems.error(pointer, "label " + Quoted.of(key) + " is podseg's own and cannot be declared");
        } else if (PODMAN_PREFIXES.stream().anyMatch(key::startsWith)) {
            problems.error(
                    pointer, "label " + Quoted.of(key) + " has a meaning of its own in Podman and cannot be declared");
        } else if (!value.isEmpty() && !Syntax.QUALIFIED.accepts(value)) {
            problems.error(
                    pointer,
                    "value " + Quoted.of(value) + " of label " + Quoted.of(key) + " is not valid, expected nothing or "
                            + Syntax.QUALIFIED.expectation());
        }
    }

    private boolean qualified(String pointer, String what, String key) {
        int slash = key.indexOf('/');
        boolean prefixFits = slash < 0 || Syntax.SUBDOMAIN.accepts(key.substring(0, slash));
        if (prefixFits && Syntax.QUALIFIED.accepts(key.substring(slash + 1))) {
            return true;
        }
        problems.error(
                pointer,
                what + " " + Quoted.of(key) + " is not valid, expected [prefix/]name, the prefix a DNS name, the name "
                        + Syntax.QUALIFIED.expectation());
        return false;
    }

    private void annotations(@Nullable Map<String, String> annotations) {
        int bytes = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(annotations == null ? Map.of() : annotations).entrySet()) {
            String pointer = Pointers.child("/metadata/annotations", entry.getKey());
            if (MarkCheck.isMark(entry.getKey())) {
                MarkCheck.check(kind, pointer, entry.getKey(), entry.getValue(), problems);
            } else if (ExemptionCheck.isExemption(kind, entry.getKey())) {
                ExemptionCheck.check(pointer, entry.getKey(), entry.getValue(), problems);
            } else {
                annotation(pointer, entry.getKey());
            }
            bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length
                    + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > ANNOTATION_BYTES) {
            problems.error(
                    "/metadata/annotations",
                    "annotations take " + bytes + " bytes, expected " + ANNOTATION_BYTES + " or less");
        }
    }

    private static boolean isOfPods(String key) {
        return OWN_ANNOTATIONS.getOrDefault(TEMPLATE, Set.of()).contains(key);
    }

    private void annotation(String pointer, String key) {
        if (!qualified(pointer, "annotation key", key)) {
            return;
        }
        String name = "annotation " + Quoted.of(key);
        Set<String> known = OWN_ANNOTATIONS.getOrDefault(kind, Set.of());
        if (key.startsWith("podseg.io/") || key.startsWith("io.podseg")) {
            if (!known.contains(key)) {
                problems.error(
                        pointer,
                        name + " is not known to this version of podseg on kind " + kind
                                + DidYouMean.suffix(key, known)
                                + (OWNERS.contains(kind) && isOfPods(key)
                                        ? "; write it in spec.template.metadata.annotations"
                                        : ""));
            }
        } else if (OWNERS.contains(kind) && PodmanAnnotationCheck.concerns(key) && !isPodmans(key)) {
            problems.error(pointer, name + " has no effect here; write it in spec.template.metadata.annotations");
        } else if (!OF_PODS.contains(kind) && PodmanAnnotationCheck.concerns(key)) {
            problems.error(pointer, name + " is not enforced by this version of podseg");
        }
    }
}
