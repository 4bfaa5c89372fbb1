package io.podseg.hardening;

import io.podseg.hardening.Filling.Said;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.model.PodmanAnnotations;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Limits of processes, which Podman takes from one annotation of the pod. */
final class UlimitFiller {
    private static final String NUMBER = "-1|[0-9]{1,18}";

    private final Filling filling;

    UlimitFiller(Filling filling) {
        this.filling = filling;
    }

    void fill() {
        Map<String, Ulimit> limits = new TreeMap<>();
        for (String text :
                filling.parts().annotation(PodmanAnnotations.ULIMIT).orElse("").split(",", -1)) {
            read(text).ifPresent(limit -> limits.put(limit.name(), limit));
        }
        int before = limits.size();
        for (Wish wish : filling.below(Wishes.ULIMITS).toList()) {
            Ulimit wished = (Ulimit) wish.value();
            Optional<Ulimit> own = Optional.ofNullable(limits.get(wished.name()));
            filling.fill(
                    wish.path(),
                    Ulimit.class,
                    new Said<>(
                            "pod",
                            Parts.annotationPointer(PodmanAnnotations.ULIMIT),
                            own,
                            own.map(limit -> limit.soft() + ":" + limit.hard()).orElse("")),
                    (said, limit) -> within(said.soft(), limit.soft()) && within(said.hard(), limit.hard()),
                    limit -> limits.put(limit.name(), limit));
        }
        if (limits.size() > before) {
            filling.annotate(
                    PodmanAnnotations.ULIMIT,
                    limits.values().stream()
                            .map(limit -> limit.name() + "=" + limit.soft() + ":" + limit.hard())
                            .collect(Collectors.joining(",")));
        }
    }

    private static Optional<Ulimit> read(String text) {
        String[] parts = text.split("[=:]", -1);
        if (parts.length < 2 || parts.length > 3 || number(parts[1]).isEmpty()) {
            return Optional.empty();
        }
        long soft = Long.parseLong(parts[1]);
        return number(parts[parts.length - 1]).map(hard -> new Ulimit(parts[0], soft, hard));
    }

    static Optional<Long> number(String text) {
        return text.matches(NUMBER) ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    /** Whether a limit is another one at most, where -1 is no limit. */
    static boolean within(long limit, long most) {
        return most < 0 || limit >= 0 && limit <= most;
    }
}
