package io.podseg.cli;

import io.podseg.plan.Inventory;
import io.podseg.plan.Plan;
import io.podseg.plan.PlanText;
import io.podseg.reconcile.Applied;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Outcome;
import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.status.HostStatus;
import io.podseg.status.StatusFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows a plan, asks, carries it out, and says what became of each change. */
final class Carrier {
    private final Context context;
    private final ApplyOptions options;
    private final Words words;
    private final Readiness readiness;

    /**
     * What to say.
     *
     * @param title name of what is done, at the beginning of a sentence
     * @param question what is asked before
     * @param nothing what is said where there is nothing to do
     */
    record Words(String title, String question, String nothing) {
        static final Words APPLY =
                new Words("Apply", "Apply these changes?", "No changes. The host is as the manifests say.\n");
        static final Words DESTROY = new Words(
                "Destroy",
                "Remove everything that podseg made?",
                "No changes. There is nothing of podseg's on this host.\n");
    }

    Carrier(Context context, ApplyOptions options, Words words, Readiness readiness) {
        this.readiness = readiness;
        this.context = context;
        this.options = options;
        this.words = words;
    }

    /** Exit code. */
    int carry(Reconciler reconciler, Planned planned) throws HostException {
        Plan plan = planned.plan();
        if (plan.isEmpty()) {
            reconciler.confirm(planned);
            context.print(plan.kept().isEmpty() ? words.nothing() : PlanText.render(plan, context.color()));
            return writeStatus(reconciler) ? ExitCode.OK : ExitCode.FAILED;
        }
        context.print(PlanText.render(plan, context.color()));
        Optional<Integer> refused = refusal(plan);
        if (refused.isPresent()) {
            return refused.get();
        }
        context.line("");
        Instant began = context.edges().clock().instant();
        long nanos = System.nanoTime();
        List<Outcome> outcomes = reconciler.apply(planned, readiness, this::tell);
        Duration took = Duration.ofNanos(System.nanoTime() - nanos);
        if (Ending.now()) {
            return ExitCode.FAILED;
        }
        remember(Applied.of(
                planned, outcomes, context.edges().who(words.title().toLowerCase(Locale.ROOT)), began, took));
        boolean told = writeStatus(reconciler);
        int code = conclude(outcomes);
        return told || code != ExitCode.OK ? code : ExitCode.FAILED;
    }

    private void tell(Outcome outcome) {
        if (outcome instanceof Outcome.Applied || !Ending.now()) {
            context.line(line(outcome));
        }
    }

    /** What was done is done, also where it cannot be written down. */
    private void remember(Applied applied) {
        try {
            context.edges().history(context.globals().stateFolder()).add(applied);
        } catch (HostException e) {
            context.say("podseg: this apply will be missing in the history: "
                    + Printable.of(String.valueOf(e.getMessage())));
        }
    }

    /** Whether the status files that were asked for say what is now. */
    private boolean writeStatus(Reconciler reconciler) {
        Optional<Path> folder = context.globals().statusFolder();
        try {
            if (folder.isPresent()) {
                Inventory now = context.edges()
                        .store(context.globals().stateFolder())
                        .load()
                        .orElse(Inventory.EMPTY);
                new StatusFiles(folder.get()).write(HostStatus.of(reconciler.observe(), now, reconciler.counters()));
            }
            return true;
        } catch (HostException e) {
            context.say("podseg: " + Printable.of(String.valueOf(e.getMessage())));
            return false;
        }
    }

    private Optional<Integer> refusal(Plan plan) {
        int removals = plan.summary().delete();
        int limit = options.maxDeletes().orElse(Integer.MAX_VALUE);
        if (removals > limit) {
            context.say("podseg: the plan deletes " + Printable.count(removals, "object") + ", more than --max-deletes "
                    + limit + " allows; nothing was changed.");
            return Optional.of(ExitCode.FAILED);
        }
        if (!options.yes() && !context.terminal().interactive()) {
            context.say("podseg: there is no terminal to ask on; use podseg "
                    + words.title().toLowerCase(Locale.ROOT)
                    + " --yes to go on without a question. Nothing was changed.");
            return Optional.of(ExitCode.INVALID);
        }
        return options.yes() || agreed() ? Optional.empty() : Optional.of(ExitCode.FAILED);
    }

    private boolean agreed() {
        String answer =
                context.terminal().ask("\n" + words.question() + " [y/N] ").orElse("");
        boolean yes = List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
        if (!yes) {
            context.say("Nothing was changed.");
        }
        return yes;
    }

    private String line(Outcome outcome) {
        String key = Printable.of(outcome.change().header().key().toString());
        Paint paint = context.paint();
        return switch (outcome) {
            case Outcome.Applied applied ->
                paint.green(PlanText.symbol(applied.change().header()) + " " + key) + "  done";
            case Outcome.Failed failed -> paint.red("! " + key) + "  failed: " + Printable.of(failed.reason());
            case Outcome.Unready unready ->
                paint.red("! " + key) + "  not ready: " + Printable.of(unready.reason()) + lines(unready.lines());
            case Outcome.Waiting waiting -> "~ " + key + "  waiting: " + Printable.of(waiting.state());
            case Outcome.Held held -> paint.red("! " + key) + "  not tried again yet: " + Printable.of(held.reason());
            case Outcome.RolledBack back ->
                paint.red("! " + key) + "  rolled back: " + Printable.of(back.reason()) + lines(back.lines());
            case Outcome.Blocked blocked ->
                paint.red("! " + key) + "  blocked by "
                        + Printable.of(blocked.by().toString())
                        + (blocked.reason().isEmpty() ? "" : ": " + Printable.of(blocked.reason()));
        };
    }

    /** What a container wrote, below what is said of it. */
    private static String lines(List<String> lines) {
        return lines.stream().map(line -> "\n    | " + Printable.of(line)).collect(Collectors.joining());
    }

    private int conclude(List<Outcome> outcomes) {
        long applied = count(outcomes, Outcome.Applied.class);
        long unready = count(outcomes, Outcome.Unready.class) + count(outcomes, Outcome.RolledBack.class);
        long failed = count(outcomes, Outcome.Failed.class) + unready;
        long blocked = count(outcomes, Outcome.Blocked.class);
        if (failed + blocked == 0) {
            context.line("\n" + context.paint().bold(words.title() + " complete: " + changes(applied) + " made."));
            return ExitCode.OK;
        }
        String rest = failed + " failed, " + blocked + " blocked.";
        if (applied + unready == 0) {
            context.line("\n" + context.paint().bold(words.title() + " failed: " + rest));
            return ExitCode.FAILED;
        }
        context.line("\n"
                + context.paint()
                        .bold((words.title().equals("Apply") ? "Applied" : "Destroyed") + " in part: "
                                + changes(applied) + " made, " + rest));
        return ExitCode.PARTIAL;
    }

    private static String changes(long number) {
        return Printable.count(number, "change");
    }

    private static long count(List<Outcome> outcomes, Class<? extends Outcome> type) {
        return outcomes.stream().filter(type::isInstance).count();
    }
}
