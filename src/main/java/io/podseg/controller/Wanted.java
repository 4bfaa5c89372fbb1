package io.podseg.controller;

import io.podseg.model.Diagnostic;
import io.podseg.reconcile.Ahead;
import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.ControllerMemory.Draft;
import io.podseg.reconcile.ControllerMemory.Kept;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.SourceException;
import io.podseg.reconcile.Trigger;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Which manifests the host is kept at: the newest that are good, also when newer ones are not, and also after a restart. */
final class Wanted {
    static final String ERRORS = "the manifests have errors";

    private final ManifestSource source;
    private final ManifestSource.Reader reader;
    private final ControllerMemory memory;

    private Optional<Loaded> newest = Optional.empty();
    private Optional<Loaded> good = Optional.empty();
    private Optional<Trouble> trouble = Optional.empty();
    private Optional<Ahead<Draft>> draft = Optional.empty();
    private boolean due = true;
    private boolean unkept = true;
    private boolean asked;

    Wanted(ManifestSource source, ManifestSource.Reader reader, ControllerMemory memory) {
        this.source = source;
        this.reader = reader;
        this.memory = memory;
    }

    /**
     * Why the newest manifests are not the ones that are kept.
     *
     * @param problem one sentence without its end
     */
    record Trouble(Cycle.Result result, String problem, List<Diagnostic> diagnostics) {}

    /** Reads the manifests where they may have changed. */
    void look(SortedSet<Trigger> triggers) {
        due |= triggers.stream().anyMatch(Trigger::concernsManifests);
        unkept |= triggers.contains(Trigger.SCHEDULE);
        boolean again = triggers.contains(Trigger.RETRY)
                && trouble.filter(some -> some.result() == Cycle.Result.UNFETCHED)
                        .isPresent();
        if (!due && !again) {
            return;
        }
        try {
            Loaded loaded = source.load();
            due = false;
            if (loaded.hasErrors()) {
                refuse(Cycle.Result.INVALID, ERRORS, loaded.diagnostics());
            } else {
                newest = Optional.of(loaded);
                trouble = Optional.empty();
            }
        } catch (SourceException e) {
            due = false;
            refuse(Cycle.Result.UNFETCHED, String.valueOf(e.getMessage()).replaceFirst("\\.$", ""), List.of());
        }
    }

    /** The newest manifests are not to be put in force. */
    void refuse(Cycle.Result result, String problem, List<Diagnostic> diagnostics) {
        newest = Optional.empty();
        abandon();
        trouble = Optional.of(new Trouble(result, problem, diagnostics));
    }

    /** Manifests of which it is not known yet whether they can be put in force. */
    Optional<Loaded> newest() {
        return newest;
    }

    Optional<Loaded> good() {
        return good;
    }

    Optional<Trouble> trouble() {
        return trouble;
    }

    /**
     * Begins to write the newest manifests, as if they were good, while it is found out whether they are.
     *
     * @param inForce revision that was applied last; empty where none was
     */
    void prepare(String inForce) {
        abandon();
        if (newest.isPresent() && !newest.map(Loaded::revision).equals(good.map(Loaded::revision))) {
            Loaded loaded = newest.get();
            draft = Optional.of(Ahead.read(() -> memory.draft(new Kept(loaded.revision(), inForce, loaded.files()))));
        }
    }

    private void abandon() {
        Optional<Ahead<Draft>> abandoned = draft;
        draft = Optional.empty();
        try {
            if (abandoned.isPresent()) {
                abandoned.get().get().close();
            }
        } catch (HostException e) {
            // Nothing was written.
            return;
        }
    }

    /** The newest manifests are good. */
    void accept() {
        if (newest.isPresent()) {
            unkept |= !newest.map(Loaded::revision).equals(good.map(Loaded::revision));
            good = newest;
            newest = Optional.empty();
        }
    }

    /**
     * Where nothing good was read since podseg started, takes what was kept by the one before it.
     *
     * @param inForce revision that was applied last; empty where none was
     */
    void restore(String inForce) throws HostException {
        if (asked || good.isPresent() || newest.isPresent()) {
            return;
        }
        Optional<Kept> kept = memory.manifests().filter(some -> some.isNewest(inForce));
        asked = true;
        good = kept.map(some -> reader.read(some.files()).withRevision(some.revision()))
                .filter(loaded -> !loaded.hasErrors());
        unkept = false;
    }

    /**
     * Keeps the good manifests for the next start, before they are put in force: never can older ones come back after newer ones
     * were in force.
     *
     * @param inForce revision that was applied last; empty where none was
     */
    void keep(String inForce) throws HostException {
        if (unkept && good.isPresent()) {
            Loaded loaded = good.get();
            Optional<Ahead<Draft>> prepared = draft;
            draft = Optional.empty();
            try (Draft written = prepared.isPresent()
                    ? prepared.get().get()
                    : memory.draft(new Kept(loaded.revision(), inForce, loaded.files()))) {
                written.keep();
            }
            unkept = false;
        }
    }
}
