package io.podseg.cli;

import io.podseg.plan.PlanDigest;
import io.podseg.plan.PlanJson;
import io.podseg.plan.SavedPlan;
import io.podseg.plan.Staleness;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.PlanFiles.UnusablePlanException;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.Scope;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A saved plan that is to be carried out. */
final class Approval {
    /** In place of a working directory: the sources are a URL, a name and a path in a Git repository. */
    private static final String GIT = "git";

    private final Context context;
    private final Path file;
    private final SavedPlan saved;

    private Approval(Context context, Path file, SavedPlan saved) {
        this.context = context;
        this.file = file;
        this.saved = saved;
    }

    static Approval read(Context context, Path file) throws UnusablePlanException {
        return new Approval(context, file, context.edges().plans().read(file));
    }

    /** Saves a plan of the manifests that the options name. */
    static void save(Context context, Path file, ScopeOptions scope, Planned planned) throws HostException {
        Optional<Repository> repository = context.globals().repository();
        List<String> sources = repository
                .map(git -> List.of(git.url().text(), git.ref(), git.path()))
                .orElseGet(() ->
                        context.globals().files().stream().map(Path::toString).toList());
        SavedPlan plan = new SavedPlan(
                context.edges().build().version(),
                context.edges()
                        .clock()
                        .instant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                new SavedPlan.Request(
                        repository.isPresent() ? GIT : here().toString(),
                        sources,
                        scope.prune(),
                        scope.targets(),
                        scope.deleteVolumes(),
                        scope.checkImages()),
                planned.revision(),
                PlanDigest.host(planned.actual(), planned.last()),
                PlanDigest.of(planned.plan()),
                PlanJson.tree(planned.plan()));
        context.edges().plans().write(file, plan);
    }

    private static Path here() {
        return Path.of("").toAbsolutePath();
    }

    /** The manifests that it was made from; files named as they were, where podseg runs in the same folder. */
    ManifestSource source() {
        List<String> sources = saved.request().sources();
        if (saved.request().folder().equals(GIT) && sources.size() == 3) {
            return Manifests.repository(
                    context, context.globals().repository(sources.get(0), sources.get(1), sources.get(2)));
        }
        Path folder = Path.of(saved.request().folder());
        return context.edges()
                .manifests(sources.stream()
                        .map(Path::of)
                        .map(source -> folder.equals(here()) ? source : folder.resolve(source))
                        .toList());
    }

    /** What it may touch. */
    Scope scope() {
        return ScopeOptions.scope(saved.request());
    }

    /** Says why it must not be carried out any more; empty where it may. */
    Optional<Integer> refusal(Planned planned) {
        return Staleness.of(
                        saved,
                        planned.plan(),
                        planned.revision(),
                        PlanDigest.host(planned.actual(), planned.last()),
                        context.edges().build().version())
                .map(this::stale);
    }

    /** Says that there are errors where there were none. */
    int spoilt(String revision) {
        boolean manifests = !saved.revision().equals(revision);
        return stale("the " + (manifests ? "manifests" : "host") + " changed since it was made; now there are errors");
    }

    private int stale(String reason) {
        context.say("podseg: the plan in " + Printable.of(file.toString()) + " is stale: " + Printable.of(reason)
                + ". Nothing was changed; plan again.");
        return ExitCode.FAILED;
    }
}
