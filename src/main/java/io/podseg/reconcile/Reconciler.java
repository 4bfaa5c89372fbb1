package io.podseg.reconcile;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Kept;
import io.podseg.desired.Known;
import io.podseg.desired.Memory;
import io.podseg.model.Declarations;
import io.podseg.model.ObjectKey;
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
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The one way from manifests to a host: observe, compile, compare, apply, remember. */
public final class Reconciler {
    private final HostPorts host;
    private final PodmanPort podman;
    private final NetfilterPort netfilter;
    private final HostReadings readings;
    private final StateStore store;
    private final Memory memory = new Memory();

    /** A rootful host without a pod layer. */
    public Reconciler(PodmanPort podman, NetfilterPort netfilter, StateStore store) {
        this(new HostPorts(podman, netfilter), store);
    }

    public Reconciler(HostPorts host, StateStore store) {
        this.host = host;
        this.podman = host.podman();
        this.netfilter = host.netfilter();
        this.readings = new HostReadings(host);
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
     * @param trust which images need which signatures, whatever of the manifests is carried out
     */
    public record Planned(
            Plan plan,
            Desired desired,
            HostState actual,
            Inventory last,
            boolean first,
            String revision,
            TrustRules trust) {
        /** Where no image needs a signature. */
        Planned(Plan plan, Desired desired, HostState actual, Inventory last, boolean first, String revision) {
            this(plan, desired, actual, last, first, revision, TrustRules.NONE);
        }

        Planned withPlan(Plan other) {
            return new Planned(other, desired, actual, last, first, revision, trust);
        }

        Planned withTrust(TrustRules other) {
            return new Planned(plan, desired, actual, last, first, revision, other);
        }
    }

    /** Reads the host and compares it with the declarations. */
    public Planned plan(Declarations declarations, String revision, boolean prune) throws HostException {
        return plan(declarations, revision, new Scope(prune, List.of()));
    }

    /** Reads the host and compares it with the declarations, as far as the scope goes. */
    public Planned plan(Declarations declarations, String revision, Scope scope) throws HostException {
        Optional<Inventory> remembered = store.load();
        HostState actual = readings.observe(remembered);
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
        // Of all policies, whatever the scope: that one is paused, or not aimed at, lets no image pass.
        TrustRules trust = TrustRules.of(declarations.imagePolicies());
        SignatureCheck signatures = new SignatureCheck(podman, declarations, trust);
        signatures.check(desired, actual);
        SortedMap<String, ImageState> images = new TreeMap<>(signatures.images());
        if (scope.checkImages()) {
            images.putAll(new ImageCheck(podman).of(desired, actual));
        }
        if (!images.isEmpty()) {
            desired = compile(keeping, ImageCheck.outdated(desired, actual, images), last);
        }
        desired = desired.withProblems(signatures.diagnostics());
        boolean deleteVolumes =
                scope.deleteVolumes() && scope.prune() && scope.targets().isEmpty();
        return told(plan(desired, actual, remembered, revision, images, deleteVolumes, open), keeping)
                .withTrust(trust);
    }

    private Desired compile(Keeping keeping, HostState actual, Inventory last) throws HostException {
        return Compiler.compile(
                        keeping.active(),
                        Known.of(actual, last.world()).with(host.facts().get()),
                        keeping.kept(),
                        memory)
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
        Optional<Inventory> remembered = store.load();
        HostState actual = readings.observe(remembered);
        Ahead<List<TrackedConnection>> open = Ahead.read(netfilter::connections);
        Keeping keeping = new Keeping(Declarations.NONE, actual, remembered.orElse(Inventory.EMPTY), Scope.ALL);
        Kept kept = keeping.kept();
        Desired desired = kept.isEmpty()
                ? Desired.nothing()
                : Compiler.compile(
                        Declarations.NONE, Known.of(actual).with(host.facts().get()), kept);
        return told(plan(desired, actual, remembered, "", new TreeMap<>(), deleteVolumes, open), keeping);
    }

    private Planned plan(
            Desired desired,
            HostState observed,
            Optional<Inventory> remembered,
            String revision,
            SortedMap<String, ImageState> images,
            boolean deleteVolumes,
            Ahead<List<TrackedConnection>> open)
            throws HostException {
        Inventory last = remembered.orElse(Inventory.EMPTY);
        HostState actual = readings.withSettings(
                readings.withPodRules(observed, desired.transition().podRules().keySet()),
                desired.state().settings().keySet(),
                last);
        Plan plan = Planner.plan(new PlanInput(
                readings.possible(desired.state()),
                actual,
                last,
                desired.pods(),
                desired.secrets(),
                desired.objects(),
                desired.world(),
                desired.diagnostics(),
                images,
                readings.possible(desired.transition()),
                desired.workloads(),
                desired.protections(),
                deleteVolumes));
        return new Planned(withCut(plan, actual, open.get()), desired, actual, last, remembered.isEmpty(), revision);
    }

    /** What nobody has answered yet is cut as well, but is no open connection; the host and the pod may both track the same one. */
    private Plan withCut(Plan plan, HostState actual, List<TrackedConnection> open) throws HostException {
        List<TrackedConnection> all = new ArrayList<>(Revocation.revoked(plan.ending(), plan.after(), open));
        all.addAll(readings.revokedInside(plan, actual));
        return plan.withCut((int) all.stream()
                .filter(TrackedConnection::answered)
                .map(TrackedConnection::asAsked)
                .distinct()
                .count());
    }

    /** Reads Podman and the kernel, or says what a {@link HostView} knows of them. */
    public HostState observe() throws HostException {
        Optional<Inventory> last = store.load();
        return readings.withSettings(readings.observe(last), Set.of(), last.orElse(Inventory.EMPTY));
    }

    /** Reads what the kernel has counted. */
    public Counters counters() throws HostException {
        return readings.counters();
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
        Claims claims = new Claims(planned);
        if (planned.first() && !planned.revision().isEmpty()) {
            store.save(claims.in(Inventory.begun(before)));
        } else if (claims.any()) {
            store.save(claims.in(planned.last()));
        }
        BootRules boot = bootRules(planned);
        List<Outcome> outcomes = new Executor(host, boot, readiness, progress, restraint, planned).execute();
        remember(planned, outcomes, before, boot, claims);
        return outcomes;
    }

    /** Where a plan has nothing to do: what is in force is what the next boot must load, whoever applied it and when. */
    public void confirm(Planned planned) throws HostException {
        if (planned.plan().isEmpty()) {
            bootRules(planned).save(planned.plan().after(), planned.actual().firewall());
            new PodGuard(host, planned.plan()).confirm();
        }
    }

    private BootRules bootRules(Planned planned) {
        return new BootRules(store, planned.actual().foreign().values());
    }

    private void remember(Planned planned, List<Outcome> outcomes, BridgeSysctls before, BootRules boot, Claims claims)
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
                    planned.revision(),
                    claims.kept(remembered.objects()),
                    readings.hashes(planned.plan(), now),
                    remembered.world(),
                    before));
        }
    }

    /** Whether every change was carried out. */
    public static boolean complete(List<Outcome> outcomes) {
        return outcomes.stream().allMatch(Outcome.Applied.class::isInstance);
    }
}
