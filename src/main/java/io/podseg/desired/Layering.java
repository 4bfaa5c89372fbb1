package io.podseg.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.state.NetworkMode.Kind;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.Protection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gives each pod the layers that enforce its policies, and reports wishes that cannot be met. */
final class Layering {
    private static final String POINTER = "/metadata/annotations/podseg.io~1pod-layer";

    private final Map<String, Manifest<?>> namespaces = new HashMap<>();
    private final Layers layers;
    private final List<Diagnostic> diagnostics;
    private final TreeMap<ObjectKey, Protection> protections = new TreeMap<>();

    Layering(Declarations declarations, HostFacts facts, List<Diagnostic> diagnostics) {
        this.layers = new Layers(facts);
        this.diagnostics = diagnostics;
        declarations
                .namespaces()
                .forEach(manifest -> namespaces.put(manifest.key().name(), manifest));
    }

    Layers layers() {
        return layers;
    }

    /** The pod with its layers. */
    PodSpec layered(Manifest<Pod> manifest, PodSpec pod) {
        Protection protection = layers.of(pod, asked(manifest, pod));
        protections.put(pod.key(), protection);
        if (pod.network().kind() == Kind.NONE && !pod.ports().isEmpty()) {
            diagnostics.add(Diagnostic.error(
                    manifest.source().at("/spec/containers"),
                    "a pod without network (\"none\" in " + AttachmentRequest.ANNOTATION
                            + ") cannot publish a hostPort; remove one"));
        }
        return marked(pod.connected(pod.network(), protection.pod()), protection);
    }

    /**
     * By its annotations the hook knows what a container needs before it may start, whatever became of its pod's rules. Where the
     * hook cannot run, nothing may be needed of it.
     */
    private PodSpec marked(PodSpec pod, Protection protection) {
        boolean guarded = protection.host() && layers.rootless() && !Layers.foreignUsers(pod);
        if (!protection.pod() && !guarded) {
            return pod;
        }
        TreeMap<String, String> annotations = new TreeMap<>(pod.settings().annotations());
        annotations.put(Owner.LAYER, protection.pod() ? Owner.POD_LAYER : Owner.HOST_LAYER);
        annotations.put(Owner.POD, pod.podmanName());
        return pod.withSettings(pod.settings().withAnnotations(annotations));
    }

    private boolean asked(Manifest<Pod> manifest, PodSpec pod) {
        Optional<String> own = wish(manifest);
        Manifest<?> namespace = namespaces.get(manifest.key().namespace());
        boolean asked = own.or(() -> namespace == null ? Optional.empty() : wish(namespace))
                .filter("true"::equals)
                .isPresent();
        if (own.isPresent() && asked && (pod.hostNetwork() || pod.network().kind() == Kind.NONE)) {
            diagnostics.add(Diagnostic.error(
                    manifest.source().at(POINTER),
                    "annotation \"" + Layers.ANNOTATION + "\" has no effect: "
                            + layers.of(pod, false).why()));
        } else if (asked && Layers.foreignUsers(pod) && pod.network().kind() == Kind.BRIDGE) {
            diagnostics.add(Diagnostic.error(
                    (own.isPresent() || namespace == null ? manifest : namespace)
                            .source()
                            .at(POINTER),
                    "annotation \"" + Layers.ANNOTATION + "\" asks for rules inside pod "
                            + pod.key().id() + ", but hooks cannot run in its user namespace ("
                            + Layers.users(pod).map(Object::toString).orElse("") + "); remove one"));
        }
        return asked;
    }

    private Optional<String> wish(Manifest<?> manifest) {
        if (!(manifest.object() instanceof HasMetadata object)) {
            return Optional.empty();
        }
        Optional<String> value =
                Optional.ofNullable(ObjectFields.annotations(object).get(Layers.ANNOTATION));
        value.filter(text -> !text.equals("true") && !text.equals("false"))
                .ifPresent(text -> diagnostics.add(Diagnostic.error(
                        manifest.source().at(POINTER),
                        "annotation \"" + Layers.ANNOTATION + "\" is \"" + text
                                + "\", expected \"true\" or \"false\"")));
        return value;
    }

    /** Where the policies of each pod are enforced, of those too that stay as they are. */
    SortedMap<ObjectKey, Protection> protections(Collection<PodState> kept) {
        kept.forEach(pod -> protections.put(pod.key(), Protection.of(pod)));
        return protections;
    }
}
