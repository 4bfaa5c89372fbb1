package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One pod into which wishes are filled: a copy, what was filled in, and what the pod says against it. */
final class Filling {
    private final ObjectKey subject;
    private final Manifest<Pod> manifest;
    private final SortedMap<String, Wish> wishes;
    private final Pod pod;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Wish> origins = new TreeMap<>(Comparator.reverseOrder());
    private final SortedMap<String, Wish> filled = new TreeMap<>();

    /**
     * What a pod says of one thing.
     *
     * @param who the pod or one of its containers, for messages
     * @param pointer where it says so, or would
     * @param value what it says
     * @param text the value for people
     */
    record Said<T>(String who, String pointer, Optional<T> value, String text) {
        Said(String who, String pointer, Optional<T> value) {
            this(who, pointer, value, value.map(Object::toString).orElse(""));
        }
    }

    Filling(ObjectKey subject, Manifest<Pod> manifest, SortedMap<String, Wish> wishes) {
        this.subject = subject;
        this.manifest = manifest;
        this.wishes = wishes;
        this.pod = new PodBuilder(manifest.object()).build();
        if (pod.getMetadata() == null) {
            pod.setMetadata(new ObjectMeta());
        }
    }

    Pod pod() {
        return pod;
    }

    PodSpec spec() {
        return pod.getSpec();
    }

    /** As the pod is by now. */
    Parts parts() {
        return new Parts(pod);
    }

    List<Finding> findings() {
        return findings;
    }

    /** What was filled in, by the path of the profile's field. */
    SortedMap<String, Wish> filled() {
        return filled;
    }

    Optional<Wish> wish(String path) {
        return Optional.ofNullable(wishes.get(path));
    }

    <T> Optional<T> wished(String path, Class<T> type) {
        return wish(path).map(Wish::value).map(type::cast);
    }

    /** The wishes of a list or a group. */
    Stream<Wish> below(String prefix) {
        return wishes.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue);
    }

    /**
     * Fills in what is not said, and finds what is said against the wish.
     *
     * @param keeps whether a value that is said is as strict as the one that is wished, or stricter
     * @param set writes the value into the pod
     */
    <T> void fill(String path, Class<T> type, Said<T> said, BiPredicate<T, T> keeps, Consumer<T> set) {
        wish(path).ifPresent(wish -> {
            T value = type.cast(wish.value());
            if (said.value().isEmpty()) {
                set.accept(value);
                origin(said.pointer(), wish);
            } else if (!keeps.test(said.value().get(), value)) {
                against(said, path, wish);
            }
        });
    }

    private <T> void against(Said<T> said, String path, Wish wish) {
        against(said.pointer(), said.who() + " has " + path + " " + Parts.shown(said.text()), wish);
    }

    /** Finds what the pod says against a wish. */
    void against(String pointer, String what, Wish wish) {
        findings.add(new Finding(
                subject,
                wish.place().mode(),
                manifest.source().at(pointer),
                what + ", but " + (what.contains(wish.path()) ? wish.said() : wish.saidInFull())));
    }

    /** Remembers that what stands at a pointer was filled in. */
    void origin(String pointer, Wish wish) {
        origins.put(pointer, wish);
        filled.put(wish.path(), wish);
    }

    /** Who filled in what stands at a pointer. */
    Optional<Wish> origin(String pointer) {
        return origins.entrySet().stream()
                .filter(entry -> (pointer + "/").startsWith(entry.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Writes an annotation. */
    void annotate(String name, String value) {
        TreeMap<String, String> annotations = new TreeMap<>(parts().annotations());
        annotations.put(name, value);
        pod.getMetadata().setAnnotations(annotations);
    }

    /** Whether a container is one that goes on running, and no init container. */
    static boolean goesOn(Parts.Part part) {
        return part.pointer().startsWith(Parts.SPEC + "/containers/");
    }
}
