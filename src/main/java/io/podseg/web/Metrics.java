package io.podseg.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.podseg.plan.Header;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.Outcome;
import io.podseg.status.Account;
import io.podseg.status.Condition;
import io.podseg.status.ObjectStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The controller in numbers, for Prometheus. Names and labels are described in {@code docs/observability.md}. */
@Singleton
public class Metrics {
    private static final Duration[] BOUNDARIES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;
    private final Timer duration;
    private final MultiGauge objects;
    private final MultiGauge revision;
    private final PacketMetrics packets;
    private final AtomicLong lastSuccess = new AtomicLong();
    private final AtomicLong lastEnd = new AtomicLong();
    private final AtomicLong ready = new AtomicLong();
    private final AtomicLong enforced = new AtomicLong();
    private final AtomicLong paused = new AtomicLong();

    @Inject
    Metrics(MeterRegistry registry) {
        this.registry = registry;
        this.packets = new PacketMetrics(registry);
        this.duration = Timer.builder("podseg.reconcile.duration")
                .description("How long a turn took, from what woke it to what it read back")
                .serviceLevelObjectives(BOUNDARIES)
                .register(registry);
        this.objects = MultiGauge.builder("podseg.objects")
                .description("Objects by kind, whether they are as declared, and whether they are well")
                .register(registry);
        this.revision = MultiGauge.builder("podseg.revision.info")
                .description("1 for the revision in force")
                .register(registry);
        gauge("podseg.last.success.timestamp.seconds", "When a turn last ended well", () -> lastSuccess.get() / 1000.0);
        gauge("podseg.last.reconcile.timestamp.seconds", "When a turn last ended", () -> lastEnd.get() / 1000.0);
        gauge("podseg.ready", "Whether the host is as the newest manifests say", ready::get);
        gauge("podseg.enforced", "Whether the kernel's rules were read back and are as written", enforced::get);
        gauge("podseg.paused", "Whether podseg is paused", paused::get);
        for (Cycle.Result result : Cycle.Result.values()) {
            turns(result).increment(0);
        }
    }

    /** Shows a number of seconds that is asked for anew each time. */
    void watch(Supplier<Number> busy) {
        gauge("podseg.reconcile.running.seconds", "How long the turn that is being taken has taken so far", busy);
    }

    private void gauge(String name, String description, Supplier<Number> number) {
        io.micrometer.core.instrument.Gauge.builder(name, number)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private io.micrometer.core.instrument.Counter turns(Cycle.Result result) {
        return io.micrometer.core.instrument.Counter.builder("podseg.reconciles")
                .description("Turns by result")
                .tag("result", result.word())
                .register(registry);
    }

    void ended(Cycle cycle) {
        turns(cycle.result()).increment();
        duration.record(cycle.occasion().took());
        lastEnd.set(cycle.occasion().started().plus(cycle.occasion().took()).toEpochMilli());
        paused.set(cycle.result() == Cycle.Result.PAUSED ? 1 : 0);
        cycle.outcomes().forEach(this::count);
    }

    private void count(Outcome outcome) {
        Header header = outcome.change().header();
        String kind = header.key().kind();
        registry.counter(
                        "podseg.changes",
                        Tags.of("kind", kind, "action", header.action().name().toLowerCase(Locale.ROOT))
                                .and("outcome", outcome.word()))
                .increment();
        if (header.drift() && outcome instanceof Outcome.Applied) {
            registry.counter("podseg.drift.repaired", "kind", kind).increment();
        }
    }

    void told(Account account) {
        account.turn().flatMap(Account.Turn::lastSuccess).ifPresent(time -> lastSuccess.set(time.toEpochMilli()));
        ready.set(account.conditions().stream().allMatch(Condition::good) ? 1 : 0);
        enforced.set(
                account.host().objects().stream()
                                .flatMap(object -> object.conditions().stream())
                                .filter(condition -> condition.type().equals(Condition.ENFORCED)
                                        || condition.type().equals(Condition.AUDITED))
                                .allMatch(Condition::good)
                        ? 1
                        : 0);
        revision.register(List.of(Row.of(Tags.of("revision", account.host().revision()), 1)), true);
        Map<Tags, Integer> counts = new TreeMap<>(java.util.Comparator.comparing(Object::toString));
        account.host().objects().forEach(object -> counts.merge(tags(object), 1, Integer::sum));
        List<Row<?>> rows = new ArrayList<>();
        counts.forEach((tags, number) -> rows.add(Row.of(tags, number)));
        objects.register(rows, true);
        packets.told(account.host());
    }

    private static Tags tags(ObjectStatus object) {
        boolean stalled = holds(object, Condition.STALLED);
        String sync = stalled ? "failed" : holds(object, Condition.RECONCILING) ? "pending" : "synced";
        String health = object.conditions().stream()
                .filter(condition -> condition.type().equals(Condition.READY))
                .findFirst()
                .map(condition -> switch (condition.status()) {
                    case TRUE -> "ready";
                    case FALSE -> "not-ready";
                    case UNKNOWN -> "unknown";
                })
                .orElse("ready");
        return Tags.of("kind", object.key().kind(), "sync", sync, "health", health);
    }

    private static boolean holds(ObjectStatus object, String type) {
        return object.conditions().stream()
                .anyMatch(condition -> condition.type().equals(type) && condition.holds());
    }
}
