package io.podseg.reconcile;

import io.podseg.desired.Desired;
import io.podseg.model.Declarations;
import io.podseg.plan.FirewallItems;
import io.podseg.plan.Inventory;
import io.podseg.plan.Plan;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.trust.TrustRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The one way from manifests to a host: observe, compile, compare, apply, remember. */
public final class Reconciler {
    private final HostPorts host;
    private final PodmanPort podman;
    private final NetfilterPort netfilter;
    private final HostReadings readings;
    private final StateStore store;
    private final Planning planning;

    /** A rootful host without a pod layer. */
    public Reconciler(PodmanPort podman, NetfilterPort netfilter, StateStore store) {
        this(new HostPorts(podman, netfilter), store);
    }

    /**
     * A host.
     *
     * @param store what podseg remembers of it
     */
    public Reconciler(HostPorts host, StateStore store) {
        this.host = host;
        this.podman = host.podman();
        this.netfilter = host.netfilter();
        this.readings = new HostReadings(host);
        this.store = store;
        this.planning = new Planning(host, readings, store);
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
        return planning.plan(declarations, revision, scope);
    }

    /** Plans the removal of everything that podseg made and that is not kept from it. */
    public Planned planDestroy() throws HostException {
        return planDestroy(false);
    }

    /** Plans the removal of everything, and of volumes only where that is asked for. */
    public Planned planDestroy(boolean deleteVolumes) throws HostException {
        return planning.destroy(deleteVolumes);
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
            save(planned, remembered, now, before, claims);
        }
    }

    /** What was made is remembered, also where the rules of a pod cannot be read any more. */
    private void save(Planned planned, Remembered remembered, Firewall now, BridgeSysctls before, Claims claims)
            throws HostException {
        Optional<HostException> unread = Optional.empty();
        SortedMap<String, String> hashes = FirewallItems.hashes(now);
        try {
            hashes = readings.hashes(planned.plan(), now);
        } catch (HostException e) {
            unread = Optional.of(e);
        }
        store.save(new Inventory(
                planned.revision(), claims.kept(remembered.objects()), hashes, remembered.world(), before));
        if (unread.isPresent()) {
            throw unread.get();
        }
    }

    /** Whether every change was carried out. */
    public static boolean complete(List<Outcome> outcomes) {
        return outcomes.stream().allMatch(Outcome.Applied.class::isInstance);
    }
}
