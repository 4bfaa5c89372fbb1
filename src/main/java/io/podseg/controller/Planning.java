package io.podseg.controller;

import io.podseg.plan.Inventory;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.StateStore;
import java.util.Optional;

/** Plans for the newest manifests that may be put in force: those with errors, or that delete too much, give way to the last good ones. */
final class Planning {
    private final Wanted wanted;
    private final Reconciler reconciler;
    private final StateStore store;
    private final Controller.Rules rules;

    Planning(Wanted wanted, Reconciler reconciler, StateStore store, Controller.Rules rules) {
        this.wanted = wanted;
        this.reconciler = reconciler;
        this.store = store;
        this.rules = rules;
    }

    /**
     * The plan; empty where there never were good manifests.
     *
     * @param acting whether it will be carried out
     */
    Optional<Planned> plan(boolean acting) throws HostException {
        wanted.restore(inForce());
        Optional<Loaded> newest = wanted.newest();
        if (newest.isPresent()) {
            if (acting) {
                wanted.prepare(inForce());
            }
            Planned planned = plan(newest.get());
            Optional<String> refusal = planned.desired().hasErrors() ? Optional.of(Wanted.ERRORS) : tooMany(planned);
            if (refusal.isEmpty()) {
                wanted.accept();
                return Optional.of(planned);
            }
            wanted.refuse(
                    Cycle.Result.INVALID,
                    refusal.get(),
                    newest.get().merged(planned.desired().diagnostics()));
        }
        return wanted.good().isPresent() ? Optional.of(plan(wanted.good().get())) : Optional.empty();
    }

    private Planned plan(Loaded loaded) throws HostException {
        return reconciler.plan(loaded.declarations(), loaded.revision(), rules.scope());
    }

    private String inForce() throws HostException {
        return store.load().map(Inventory::revision).orElse("");
    }

    /** Why a plan deletes too much; empty where it does not. */
    Optional<String> tooMany(Planned planned) {
        int deletes = planned.plan().summary().delete();
        return rules.maxDeletes().isPresent() && deletes > rules.maxDeletes().getAsInt()
                ? Optional.of("the plan deletes " + deletes + " objects, more than --max-deletes "
                        + rules.maxDeletes().getAsInt() + " allows")
                : Optional.empty();
    }

    /**
     * Keeps what is about to be put in force for the next start. A full disk does not keep podseg from enforcing what the
     * manifests say.
     *
     * @return why it could not be kept
     */
    Optional<String> keep(Planned planned) {
        try {
            wanted.keep(inForce());
            reconciler.confirm(planned);
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of("the manifests are in force but would not survive a restart: " + Turn.sentence(e));
        }
    }
}
