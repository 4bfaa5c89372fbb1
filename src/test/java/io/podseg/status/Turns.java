package io.podseg.status;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Diagnostic;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.FakeNetfilter;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.Outcome;
import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.Scope;
import io.podseg.reconcile.StateStore;
import io.podseg.reconcile.Trigger;
import io.podseg.store.FolderStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Turns of a controller on a host in memory, one by one. */
public final class Turns {
    public static final Path QUICKSTART = Path.of("manifests/quickstart");

    public final FakePodman podman = new FakePodman();
    public final FakeNetfilter netfilter = new FakeNetfilter();

    private final StateStore store;
    private final Reconciler reconciler;
    private long number;

    public Turns(Path folder) {
        store = new FolderStore(folder.resolve("state"), Clock.systemUTC());
        reconciler = new Reconciler(podman, netfilter, store);
        podman.addImage("localhost/podseg-quickstart:1");
    }

    /** Reads these manifests and does what they say. */
    public Cycle apply(Path... manifests) throws HostException {
        Planned planned = plan(manifests);
        if (planned.plan().isEmpty()) {
            return cycle(Cycle.Result.UNCHANGED, Optional.empty(), planned, List.of());
        }
        List<Outcome> outcomes = reconciler.apply(planned, Readiness.none(podman), outcome -> {});
        Cycle.Result result = Reconciler.complete(outcomes) ? Cycle.Result.APPLIED : Cycle.Result.PARTIAL;
        return cycle(result, Optional.empty(), planned, outcomes);
    }

    /** Reads these manifests and only says what it would do. */
    public Cycle report(Cycle.Result result, Path... manifests) throws HostException {
        return cycle(result, Optional.empty(), plan(manifests), List.of());
    }

    /** Ends without having read the host. */
    public Cycle fail(Cycle.Result result, String problem, Diagnostic... diagnostics) {
        return new Cycle(
                occasion(),
                result,
                Optional.of(problem),
                new Cycle.Source("", List.of(diagnostics)),
                Optional.empty(),
                Optional.empty());
    }

    private Planned plan(Path... manifests) throws HostException {
        ManifestSource.Loaded loaded = new FolderSource(List.of(manifests)).load();
        return reconciler.plan(loaded.declarations(), loaded.revision(), Scope.ALL);
    }

    private Cycle cycle(Cycle.Result result, Optional<String> problem, Planned planned, List<Outcome> outcomes)
            throws HostException {
        return new Cycle(
                occasion(),
                result,
                problem,
                new Cycle.Source(planned.revision(), planned.desired().diagnostics()),
                Optional.of(new Cycle.Work(planned, outcomes)),
                Optional.of(new Cycle.Reading(
                        reconciler.observe(), store.load().orElse(Inventory.EMPTY), reconciler.counters())));
    }

    private Cycle.Occasion occasion() {
        number++;
        return new Cycle.Occasion(
                number,
                new TreeSet<>(EnumSet.of(Trigger.FILES)),
                Instant.parse("2026-01-02T03:00:00Z").plusSeconds(number),
                Duration.ofMillis(12));
    }
}
