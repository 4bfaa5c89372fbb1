package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.hardening.Wish.Place;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.SecurityProfile;
import io.podseg.model.SecurityProfile.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/** Holds pods to the levels that profiles and the labels of their namespaces ask for. */
final class Levels {
    private final HostClaims claims;
    private final Map<String, List<Demand>> namespaces = new HashMap<>();

    /** A level that is asked for. */
    private record Demand(Level level, StandardVersion version, Place place) {}

    Levels(List<Manifest<Namespace>> declared, HostClaims claims, SortedMap<String, SortedMap<String, String>> kept) {
        this.claims = claims;
        kept.forEach(
                (name, labels) -> namespaces.put(name, demands(name, labels, at -> Position.of("as last applied"))));
        declared.forEach(manifest -> {
            Map<String, String> labels = manifest.object().getMetadata().getLabels();
            namespaces.put(
                    manifest.key().name(),
                    demands(
                            manifest.key().name(),
                            labels == null ? Map.of() : labels,
                            at -> manifest.source().at(at)));
        });
    }

    private static List<Demand> demands(
            String namespace, Map<String, String> labels, Function<String, Position> position) {
        List<Demand> demands = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            String name = NamespaceLabels.PREFIX + mode.name().toLowerCase(Locale.ROOT);
            StandardVersion version = Optional.ofNullable(labels.get(name + NamespaceLabels.VERSION))
                    .flatMap(StandardVersion::of)
                    .orElse(StandardVersion.LATEST);
            Optional.ofNullable(labels.get(name))
                    .flatMap(Level::of)
                    .ifPresent(level -> demands.add(new Demand(
                            level,
                            version,
                            new Place(
                                    "Namespace",
                                    namespace,
                                    mode,
                                    position.apply("/metadata/labels/" + name.replace("/", "~1"))))));
        }
        return demands;
    }

    /**
     * What in a pod is against the levels that are asked of it.
     *
     * @param origin which profile filled in what stands at a pointer
     */
    List<Finding> check(
            ObjectKey subject,
            Manifest<Pod> pod,
            List<Manifest<SecurityProfile>> profiles,
            Function<String, Optional<Wish>> origin) {
        List<Demand> demands = new ArrayList<>(namespaces.getOrDefault(pod.key().namespace(), List.of()));
        profiles.forEach(profile -> profile.object()
                .level()
                .ifPresent(level -> demands.add(new Demand(
                        Level.valueOf(level.name()), StandardVersion.LATEST, Wishes.place(profile, "/spec/level")))));
        demands.sort(Comparator.comparing(demand -> demand.place().mode()));
        Set<String> told = new HashSet<>();
        List<Finding> findings = new ArrayList<>();
        for (Demand demand : demands) {
            for (Violation violation : demand.level().check(pod, demand.version(), claims)) {
                if (told.add(violation.pointer())) {
                    findings.add(new Finding(
                            subject,
                            demand.place().mode(),
                            pod.source().at(violation.pointer()),
                            message(violation, demand, origin.apply(violation.pointer()))));
                }
            }
        }
        return findings;
    }

    private static String message(Violation violation, Demand demand, Optional<Wish> origin) {
        return violation.message()
                + origin.map(wish -> ", as " + wish.place().who() + " fills in ("
                                + wish.place().position() + ")")
                        .orElse("")
                + ": " + demand.level().word() + " ("
                + (demand.version().equals(StandardVersion.LATEST) ? "" : demand.version() + ", ")
                + violation.check() + ") is asked for by " + demand.place().who() + " ("
                + demand.place().position() + ")";
    }
}
