package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.podseg.model.Hidden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pod's parts with their places; what is absent is empty. Values that are null in lists are passed over. */
final class Parts {
    static final String SPEC = "/spec";
    static final String POD_CONTEXT = "/spec/securityContext";
    private static final String ANNOTATIONS = "/metadata/annotations/";

    private final PodSpec spec;
    private final Function<Volume, Optional<String>> claimed;
    private final SortedMap<String, String> annotations = new TreeMap<>();

    /** One container, init containers first as they run first. */
    record Part(String pointer, Container container) {
        String name() {
            return String.valueOf(container.getName());
        }

        /** {@code container "web"}, with every control character made visible. */
        String title() {
            return "container " + quoted(name());
        }

        SecurityContext context() {
            return container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
        }

        String contextPointer() {
            return pointer + "/securityContext";
        }

        List<String> added() {
            return capabilities(Capabilities::getAdd);
        }

        List<String> dropped() {
            return capabilities(Capabilities::getDrop);
        }

        private List<String> capabilities(Function<Capabilities, List<String>> which) {
            return items(
                    context().getCapabilities() == null
                            ? null
                            : which.apply(context().getCapabilities()));
        }
    }

    Parts(Pod pod) {
        this(pod, volume -> Optional.empty());
    }

    /**
     * A pod's parts.
     *
     * @param claimed path of the host that a volume is by its claim
     */
    Parts(Pod pod, Function<Volume, Optional<String>> claimed) {
        this.claimed = claimed;
        this.spec = pod.getSpec() == null ? new PodSpec() : pod.getSpec();
        Map<String, String> written =
                pod.getMetadata() == null ? null : pod.getMetadata().getAnnotations();
        if (written != null) {
            written.forEach((key, value) -> annotations.put(key, value == null ? "" : value));
        }
    }

    PodSpec spec() {
        return spec;
    }

    /** The path of the host that a volume is by its claim. */
    Optional<String> claimed(Volume volume) {
        return claimed.apply(volume);
    }

    /** A pod with a user namespace of its own may do more since v1.35 (KEP-127). */
    boolean ownUsers() {
        return Boolean.FALSE.equals(spec.getHostUsers());
    }

    PodSecurityContext context() {
        return spec.getSecurityContext() == null ? new PodSecurityContext() : spec.getSecurityContext();
    }

    List<Part> containers() {
        List<Part> parts = new ArrayList<>();
        add(parts, spec.getInitContainers(), SPEC + "/initContainers/");
        add(parts, spec.getContainers(), SPEC + "/containers/");
        return parts;
    }

    private static void add(List<Part> parts, @Nullable List<Container> containers, String pointer) {
        for (int i = 0; containers != null && i < containers.size(); i++) {
            parts.add(new Part(pointer + i, containers.get(i)));
        }
    }

    SortedMap<String, String> annotations() {
        return annotations;
    }

    Optional<String> annotation(String name) {
        return Optional.ofNullable(annotations.get(name));
    }

    static String annotationPointer(String name) {
        return ANNOTATIONS + name.replace("~", "~0").replace("/", "~1");
    }

    static <T> List<T> items(@Nullable List<T> items) {
        return items == null
                ? List.of()
                : items.stream().filter(Objects::nonNull).toList();
    }

    static boolean isSet(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    /** Without quotes, for what is a number or a word as a rule. */
    static String shown(String text) {
        return Hidden.escape(text);
    }

    static String quoted(String text) {
        return "\"" + shown(text) + "\"";
    }
}
