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
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.HostState;
import io.podseg.state.ImageState;
import io.podseg.state.TrackedConnection;
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** From declarations to a plan: observe, compile what differs from the last time, compare. Writes nothing. */
final class Planning {
    private final HostPorts host;
    private final PodmanPort podman;
    private final NetfilterPort netfilter;
    private final HostReadings readings;
    private final StateStore store;
    private final Memory memory = new Memory();

    Planning(HostPorts host, HostReadings readings, StateStore store) {
        this.host = host;
        this.podman = host.podman();
        this.netfilter = host.netfilter();
        this.readings = readings;
        this.store = store;
    }

    /** Reads the host and compares it with the declarations, as far as the scope goes. */
    Planned plan(Declarations declarations, String revision, Scope scope) throws HostException {
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

    /** Plans the removal of everything, and of volumes only where that is asked for. */
    Planned destroy(boolean deleteVolumes) throws HostException {
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
}
