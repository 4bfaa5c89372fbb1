package io.podseg.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.podseg.desired.Traffic;
import io.podseg.model.ObjectKey;
import io.podseg.state.Count;
import io.podseg.status.HostStatus;
import io.podseg.status.ObjectStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** What the kernel counts, by policy. A counter begins anew where the kernel's does, which Prometheus understands. */
final class PacketMetrics {
    private final MeterRegistry registry;
    private final Map<Series, Shown> shown = new HashMap<>();

    private record Series(String name, Tags tags) {}

    private record Shown(Meter meter, AtomicLong value) {}

    PacketMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    synchronized void told(HostStatus host) {
        Set<Series> present = new HashSet<>();
        host.objects().stream()
                .filter(object -> object.key().kind().equals("NetworkPolicy"))
                .forEach(object -> policy(object, present));
        host.drops().forEach((reason, count) -> {
            Series series = new Series("podseg.dropped.packets", Tags.of("reason", reason));
            put(series, "Packets that were dropped by no policy, by reason", count, present);
        });
        shown.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                registry.remove(entry.getValue().meter());
            }
            return gone;
        });
    }

    private void policy(ObjectStatus object, Set<Series> present) {
        ObjectKey key = object.key();
        object.counted().traffic().forEach((direction, traffic) -> {
            Tags tags = Tags.of("namespace", key.namespace(), "policy", key.name(), "direction", direction.field());
            put("denied", "Packets that a policy denied", Traffic::denied, traffic, tags, present);
            put(
                    "allowed",
                    "First packets of connections that a policy allowed",
                    Traffic::allowed,
                    traffic,
                    tags,
                    present);
            put(
                    "audited",
                    "Packets that a policy in audit mode would have denied",
                    Traffic::audited,
                    traffic,
                    tags,
                    present);
        });
    }

    private void put(
            String what,
            String description,
            Function<Traffic, Count> which,
            Traffic traffic,
            Tags tags,
            Set<Series> present) {
        put(new Series("podseg.policy." + what + ".packets", tags), description, which.apply(traffic), present);
    }

    private void put(Series series, String description, Count count, Set<Series> present) {
        present.add(series);
        shown.computeIfAbsent(series, key -> show(key, description)).value().set(count.packets());
    }

    private Shown show(Series series, String description) {
        AtomicLong value = new AtomicLong();
        Meter meter = FunctionCounter.builder(series.name(), value, AtomicLong::doubleValue)
                .description(description)
                .tags(series.tags())
                .register(registry);
        return new Shown(meter, value);
    }
}
