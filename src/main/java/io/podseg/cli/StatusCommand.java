package io.podseg.cli;

import io.podseg.plan.Inventory;
import io.podseg.reconcile.HookDependence;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Pause;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.StateStore;
import io.podseg.state.HostState;
import io.podseg.status.Account;
import io.podseg.status.HostStatus;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusTree;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podseg status}. */
@Command(
        name = "status",
        header = "Show what is in force: objects, addresses, and whether policies are enforced.",
        description =
                "Where podseg run is at work, shows what it says, and how old that is. Otherwise, or with --live, reads"
                        + " Podman, the kernel and podseg's memory of the last apply. Writes nothing. A policy is"
                        + " enforced only when the kernel's rules, read back, are as they were written.",
        exitCodeList = {"0:Done", "1:The host could not be read", "3:Bad usage"},
        footer = {"", "Examples:", "  podseg status", "  podseg status --live -o json"})
final class StatusCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final TableOutput output = new TableOutput();

    @Option(names = "--live", description = "Ask the host, also where podseg run is at work")
    private boolean live;

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Account> account = live ? Optional.empty() : account();
        if (account.isPresent()) {
            Account told = account.get();
            context.print(output.format()
                    .write(
                            () -> new StatusTable(context.paint()).render(told.host())
                                    + AccountText.of(
                                            told, context.edges().clock().instant(), context.paint()),
                            () -> StatusTree.of(told)));
            return ExitCode.OK;
        }
        HostStatus status = ask();
        pause().ifPresent(pause -> context.say("podseg: podseg run is " + Printable.of(pause.text())));
        context.print(output.format()
                .write(() -> new StatusTable(context.paint()).render(status), () -> StatusTree.of(status)));
        return ExitCode.OK;
    }

    /** What a controller that is at work says. */
    private Optional<Account> account() {
        try {
            Optional<Account> account = new StatusFiles(context.globals().statusOfController()).read();
            account.filter(told ->
                            !told.writer().alive() && told.writer().stopped().isEmpty())
                    .ifPresent(told -> context.say("podseg: podseg run (process "
                            + told.writer().pid() + ") is gone without a word; this is asked of the host"));
            return account.filter(told -> told.writer().alive());
        } catch (HostException e) {
            context.say("podseg: " + Printable.of(String.valueOf(e.getMessage())) + "; this is asked of the host");
            return Optional.empty();
        }
    }

    /** A pause that a controller would keep. */
    private Optional<Pause> pause() {
        Instant now = context.edges().clock().instant();
        return context.edges()
                .memory(context.globals().stateFolder())
                .pause()
                .filter(pause -> pause.time()
                        .map(time -> now.isBefore(pause.since().plus(time)))
                        .orElse(true));
    }

    private HostStatus ask() throws HostException {
        StateStore store = context.edges().store(context.globals().stateFolder());
        try (Edges.Host host = context.edges()
                .open(context.globals().connection(), context.globals().stateFolder())) {
            Reconciler reconciler = new Reconciler(host.ports(), store);
            HostState actual = reconciler.observe();
            HookDependence.problem(actual, host.facts())
                    .ifPresent(problem -> context.say("podseg: " + Printable.of(problem)));
            return HostStatus.of(actual, store.load().orElse(Inventory.EMPTY), reconciler.counters());
        }
    }
}
