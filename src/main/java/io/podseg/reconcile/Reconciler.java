package io.podseg.reconcile;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Kept;
import io.podseg.desired.Known;
import io.podseg.desired.Memory;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.model.ObjectKey;
import io.podseg.plan.FirewallItems;
import io.podseg.plan.Inventory;
import io.podseg.plan.KeptObject;
import io.podseg.plan.Plan;
import io.podseg.plan.PlanInput;
import io.podseg.plan.Planner;
import io.podseg.plan.Revocation;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.ImageState;
import io.podseg.state.TrackedConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The one way from manifests to a host: observe, compile, compare, apply, remember. */
public final class Reconciler {
    private final PodmanPort podman;
    private final NetfilterPort netfilter;
    private final StateStore store;
    private final Memory memory = new Memory();

    public Reconciler(PodmanPort podman, NetfilterPort netfilter, StateStore store) {
        this.podman = podman;
        this.netfilter = netfilter;
        this.store = store;
    }

    /**
     * A plan and what it was made from.
     *
     * @param plan the plan; empty when {@code desired} has errors
     * @param desired what the manifests mean
     * @param actual the host
     * @param last what podseg remembered
     * @param first whether it remembers nothing
     * @param revision revision of the manifests
     */
    public record Planned(
            Plan plan, Desired desired, HostState actual, Inventory last, boolean first, String revision) {
        Planned withPlan(Plan other) {
            return new Planned(other, desired, actual, last, first, revision);
        }
    }

    /** Reads the host and compares it with the declarations. */
    public Planned plan(Declarations declarations, String revision, boolean prune) throws HostException {
        return plan(declarations, revision, new Scope(prune, List.of()));
    }

    /** Reads the host and compares it with the declarations, as far as the scope goes. */
    public Planned plan(Declarations declarations, String revision, Scope scope) throws HostException {
        HostState actual = observe();
        Optional<Inventory> remembered = store.load();
        Ahead<List<TrackedConnection>> open = Ahead.read(netfilter::connections);
        Planned planned = plan(declarations, actual, remembered, revision, scope, open);
        List<ObjectKey> more = scope.targets().isEmpty() ? List.of() : Targets.dragged(planned, declarations);
        if (more.isEmpty()) {
            return planned;
        }
        List<ObjectKey> all = new ArrayList<>(scope.targets());
        all.addAll(more);
        return plan(
                declarations,
                actual,
                remembered,
                revision,
                new Scope(scope.prune(), all, scope.deleteVolumes(), scope.checkImages()),
                open);
    }

    private Planned plan(
            Declarations declarations,
            HostState actual,
            Optional<Inventory> remembered,
            String revision,
            Scope scope,
            Ahead<List<TrackedConnection>> open)
            throws HostException {
        Inventory last = remembered.orElse(Inventory.EMPTY);
        Keeping keeping = new Keeping(declarations, actual, last, scope);
        Desired desired = compile(keeping, actual, last);
        SortedMap<String, ImageState> images = new TreeMap<>();
        if (scope.checkImages()) {
            images.putAll(new ImageCheck(podman).of(desired, actual));
            desired = compile(keeping, ImageCheck.outdated(desired, actual, images), last);
        }
        boolean deleteVolumes =
                scope.deleteVolumes() && scope.prune() && scope.targets().isEmpty();
        return told(plan(desired, actual, remembered, revision, images, deleteVolumes, open), keeping);
    }

    private Desired compile(Keeping keeping, HostState actual, Inventory last) throws HostException {
        return Compiler.compile(keeping.active(), Known.of(actual, last.world()), keeping.kept(), memory)
                .withProblems(TakenInterfaces.of(keeping.active(), actual, netfilter))
                .withProblems(Targets.unknown(keeping));
    }

    private static Planned told(Planned planned, Keeping keeping) {
        List<KeptObject> kept = new ArrayList<>(keeping.told());
        kept.addAll(planned.plan().kept());
        return planned.withPlan(planned.plan().withKept(kept));
    }

    /** Plans the removal of everything that podseg made and that is not kept from it. */
    public Planned planDestroy() throws HostException {
        return planDestroy(false);
    }

    /** Plans the removal of everything, and of volumes only where that is asked for. */
    public Planned planDestroy(boolean deleteVolumes) throws HostException {
        HostState actual = observe();
        Optional<Inventory> remembered = store.load();
        Ahead<List<TrackedConnection>> open = Ahead.read(netfilter::connections);
        Keeping keeping = new Keeping(Declarations.NONE, actual, remembered.orElse(Inventory.EMPTY), Scope.ALL);
        Kept kept = keeping.kept();
        Desired desired =
                kept.isEmpty() ? Desired.nothing() : Compiler.compile(Declarations.NONE, Known.of(actual), kept);
        return told(plan(desired, actual, remembered, "", new TreeMap<>(), deleteVolumes, open), keeping);
    }

    private Planned plan(
            Desired desired,
            HostState actual,
            Optional<Inventory> remembered,
            String revision,
            SortedMap<String, ImageState> images,
            boolean deleteVolumes,
            Ahead<List<TrackedConnection>> open)
            throws HostException {
        Inventory last = remembered.orElse(Inventory.EMPTY);
        Plan plan = Planner.plan(new PlanInput(
                enforceable(desired.state()),
                actual,
                last,
                desired.pods(),
                desired.secrets(),
                desired.objects(),
                desired.world(),
                desired.diagnostics(),
                images,
                desired.transition()
                        .withFirewall(enforceable(desired.transition().firewall())),
                desired.workloads(),
                deleteVolumes));
        return new Planned(withCut(plan, open.get()), desired, actual, last, remembered.isEmpty(), revision);
    }

    /** What nobody has answered yet is cut as well, but is no open connection. */
    private static Plan withCut(Plan plan, List<TrackedConnection> open) {
        return plan.withCut((int) Revocation.revoked(plan.ending(), plan.after(), open).stream()
                .filter(TrackedConnection::answered)
                .count());
    }

    private HostState enforceable(HostState desired) {
        return desired.withFirewall(enforceable(desired.firewall()));
    }

    private Firewall enforceable(Firewall firewall) {
        return netfilter.hasIpv6() ? firewall : firewall.without(Family.V6);
    }

    /** Reads Podman and the kernel, or says what a {@link HostView} knows of them. */
    public HostState observe() throws HostException {
        PodmanPort.Observed observed = podman.observe();
        return new HostState(
                observed.networks(),
                observed.pods(),
                observed.secrets(),
                netfilter.believed(),
                observed.foreign(),
                new TreeSet<>(observed.occupied()),
                observed.volumes());
    }

    /** Reads what the kernel has counted. */
    public Counters counters() throws HostException {
        return netfilter.counters();
    }

    /** Carries out a plan as {@link #apply(Planned, Readiness, Progress)} does and waits for nothing. */
    public List<Outcome> apply(Planned planned, Progress progress) throws HostException {
        return apply(planned, Readiness.none(podman), progress);
    }

    /**
     * Carries out a plan and remembers what came of it.
     *
     * @param readiness how pods that are started are waited for
     * @return one outcome for each change, in the plan's order
     */
    public List<Outcome> apply(Planned planned, Readiness readiness, Progress progress) throws HostException {
        return apply(planned, readiness, Restraint.NONE, progress);
    }

    /** Carries out what a restraint leaves of a plan and remembers what came of it. */
    public List<Outcome> apply(Planned planned, Readiness readiness, Restraint restraint, Progress progress)
            throws HostException {
        BridgeSysctls before = planned.first()
                ? planned.actual().firewall().bridge()
                : planned.last().bridgeBefore();
        if (planned.first() && !planned.revision().isEmpty()) {
            store.save(Inventory.begun(before));
        }
        BootRules boot = bootRules(planned);
        List<Outcome> outcomes =
                new Executor(podman, netfilter, boot, readiness, progress, restraint, planned.plan()).execute();
        remember(planned, outcomes, before, boot);
        return outcomes;
    }

    /** Where a plan has nothing to do: what is in force is what the next boot must load, whoever applied it and when. */
    public void confirm(Planned planned) throws HostException {
        if (planned.plan().isEmpty()) {
            bootRules(planned).save(planned.plan().after(), planned.actual().firewall());
        }
    }

    private BootRules bootRules(Planned planned) {
        return new BootRules(store, planned.actual().foreign().values());
    }

    private void remember(Planned planned, List<Outcome> outcomes, BridgeSysctls before, BootRules boot)
            throws HostException {
        Remembered remembered = new Remembered(planned, outcomes);
        if (remembered.unfinished()) {
            remembered.see(podman.observe().pods().values());
        }
        Firewall now = netfilter.believed();
        if (remembered.objects().isEmpty() && planned.desired().objects().isEmpty()) {
            if (!before.covers(now.bridge())) {
                netfilter.setBridgeNetfilter(before);
            }
            store.clear();
            return;
        }
        try {
            boot.keep(now);
        } finally {
            store.save(new Inventory(
                    planned.revision(), remembered.objects(), FirewallItems.hashes(now), remembered.world(), before));
        }
    }

    /** Whether every change was carried out. */
    public static boolean complete(List<Outcome> outcomes) {
        return outcomes.stream().allMatch(Outcome.Applied.class::isInstance);
    }
}
