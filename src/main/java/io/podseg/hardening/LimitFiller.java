package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.podseg.hardening.Filling.Said;
import io.podseg.hardening.Parts.Part;
import io.podseg.model.PodmanAnnotations;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Limits of containers, by fields and by Podman's annotations, and health checks. */
final class LimitFiller {
    private static final String MEMORY = "memory";

    private final Filling filling;
    private final Parts parts;

    LimitFiller(Filling filling) {
        this.filling = filling;
        this.parts = filling.parts();
    }

    void fill() {
        for (Part part : parts.containers()) {
            resources(part);
            pids(part);
            String cpus = PodmanAnnotations.CPUSET + "/" + part.name();
            filling.fill(
                    Wishes.CPUS,
                    String.class,
                    new Said<>(part.title(), Parts.annotationPointer(cpus), parts.annotation(cpus)),
                    Objects::equals,
                    value -> filling.annotate(cpus, value));
            if (Filling.goesOn(part)) {
                filling.fill(
                        Wishes.HEALTH,
                        Probe.class,
                        new Said<>(
                                part.title(),
                                part.pointer() + "/livenessProbe",
                                Optional.ofNullable(part.container().getLivenessProbe())),
                        (own, wished) -> true,
                        part.container()::setLivenessProbe);
            }
        }
        new UlimitFiller(filling).fill();
    }

    private void resources(Part part) {
        ResourceRequirements declared = part.container().getResources();
        Map<String, Quantity> limits = copy(declared == null ? null : declared.getLimits());
        Map<String, Quantity> requests = copy(declared == null ? null : declared.getRequests());
        String pointer = part.pointer() + "/resources/";
        Optional<BigDecimal> asked = amount(requests, MEMORY);
        Optional<Wish> tight = filling.wish(Wishes.MEMORY)
                .filter(wish -> !limits.containsKey(MEMORY)
                        && asked.filter(own -> own.compareTo((BigDecimal) wish.value()) > 0)
                                .isPresent());
        if (tight.isPresent()) {
            String what = part.title() + " requests memory " + Parts.shown(String.valueOf(requests.get(MEMORY)));
            filling.against(pointer + "requests/memory", what, tight.get());
        } else {
            limit(part, Wishes.MEMORY, pointer, limits, MEMORY);
        }
        limit(part, Wishes.CPU, pointer, limits, "cpu");
        filling.fill(
                Wishes.RESERVATION,
                Long.class,
                new Said<>(
                        part.title(),
                        pointer + "requests/memory",
                        amount(requests, MEMORY).map(BigDecimal::longValue)),
                (own, wished) -> true,
                bytes -> requests.put(MEMORY, smaller(bytes, limits)));
        if (!limits.isEmpty() || !requests.isEmpty()) {
            part.container()
                    .setResources(
                            new ResourceRequirements(declared == null ? null : declared.getClaims(), limits, requests));
        }
    }

    private void limit(Part part, String path, String pointer, Map<String, Quantity> limits, String name) {
        String text = filling.wish(path).map(Wish::text).orElse("0");
        filling.fill(
                path,
                BigDecimal.class,
                new Said<>(
                        part.title(),
                        pointer + "limits/" + name,
                        amount(limits, name),
                        String.valueOf(limits.get(name))),
                (own, wished) -> own.compareTo(wished) <= 0,
                amount -> limits.put(name, new Quantity(text)));
    }

    /** A container's own limit may be less than what the profile reserves. */
    private static Quantity smaller(long bytes, Map<String, Quantity> limits) {
        boolean fits = amount(limits, MEMORY)
                .filter(limit -> limit.compareTo(BigDecimal.valueOf(bytes)) < 0)
                .isEmpty();
        return fits ? new Quantity(Long.toString(bytes)) : limits.getOrDefault(MEMORY, new Quantity("0"));
    }

    private static Optional<BigDecimal> amount(Map<String, Quantity> quantities, String name) {
        return Optional.ofNullable(quantities.get(name)).map(quantity -> Wishes.amount(quantity.toString()));
    }

    private static Map<String, Quantity> copy(@Nullable Map<String, Quantity> quantities) {
        return quantities == null ? new TreeMap<>() : new TreeMap<>(quantities);
    }

    private void pids(Part part) {
        String name = PodmanAnnotations.PIDS_LIMIT + "/" + part.name();
        filling.fill(
                Wishes.PIDS,
                Long.class,
                new Said<>(
                        part.title(),
                        Parts.annotationPointer(name),
                        parts.annotation(name).flatMap(UlimitFiller::number)),
                UlimitFiller::within,
                value -> filling.annotate(name, Long.toString(value)));
    }
}
