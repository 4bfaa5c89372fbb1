package io.podseg.cli;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.StateStore.LockedException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, and the one place where what goes wrong becomes a sentence and an exit code. */
public final class Cli {
    private final Context context;

    /** A command line in a world and on a terminal. */
    public Cli(Edges edges, Terminal terminal) {
        this.context = new Context(edges, terminal, new Globals(edges.podmanUser(), edges.environment()));
    }

    /**
     * Runs one command.
     *
     * @return exit code, see {@link ExitCode}
     */
    public int execute(String... arguments) {
        CommandLine line = commands();
        boolean color = context.terminal().color() && !Arrays.asList(arguments).contains("--no-color");
        line.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF));
        line.setOut(new PrintWriter(context.terminal().out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(context.terminal().err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler(this::misused);
        line.setExecutionExceptionHandler((exception, at, parsed) -> failed(exception));
        int exit;
        try (Ending told = Ending.told(context::say)) {
            exit = line.execute(arguments);
        }
        context.terminal().out().flush();
        return exit == ExitCode.OK || exit == ExitCode.CHANGES ? unlessLost(exit) : exit;
    }

    private int unlessLost(int exit) {
        Optional<String> lost = context.terminal().lost().get();
        lost.ifPresent(reason -> context.say("podseg: the output could not be written: " + Printable.of(reason)));
        return lost.isPresent() ? ExitCode.FAILED : exit;
    }

    CommandLine commands() {
        CommandLine line = new CommandLine(new PodsegCommand(context));
        List.of(
                        new ValidateCommand(context),
                        new PlanCommand(context),
                        new ApplyCommand(context),
                        new DestroyCommand(context),
                        new RunCommand(context),
                        new PauseCommand(context),
                        new ResumeCommand(context),
                        new StatusCommand(context),
                        new HistoryCommand(context),
                        new MatrixCommand(context),
                        new ExplainCommand(context),
                        new AuditCommand(context),
                        new DoctorCommand(context),
                        new HookCommand(context),
                        new VersionCommand(context),
                        new CompletionCommand(context))
                .forEach(line::addSubcommand);
        line.getCommandSpec().versionProvider(() ->
                new String[] {VersionText.of(context.edges().build())});
        line.getSubcommands().forEach((name, command) -> {
            switch (name) {
                case "history" -> command.addSubcommand(new HistoryShow(context));
                case "hook" ->
                    List.of(new HookInstall(context), new HookUninstall(context), new HookStatus(context))
                            .forEach(command::addSubcommand);
                default -> {}
            }
            command.getSubcommands().values().forEach(Cli::finish);
        });
        line.getSubcommands().values().forEach(Cli::finish);
        finish(line);
        line.setUsageHelpWidth(100);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false);
        return line;
    }

    private static void finish(CommandLine line) {
        CommandLine.Model.CommandSpec spec = line.getCommandSpec();
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .type(boolean.class)
                .description("Show this help and exit")
                .build());
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").sortOptions(false);
        spec.usageMessage().optionListHeading("%nOptions:%n").commandListHeading("%nCommands:%n");
    }

    private int misused(ParameterException exception, String[] arguments) {
        context.say("podseg: " + Printable.of(complaint(exception)));
        CommandLine line = exception.getCommandLine();
        if (!UnmatchedArgumentException.printSuggestions(exception, line.getErr())) {
            context.say("Try: " + line.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.INVALID;
    }

    private static String complaint(ParameterException exception) {
        if (exception instanceof UnmatchedArgumentException unmatched
                && !exception.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.isUnknownOption()) {
            return "there is no command '" + unmatched.getUnmatched().getFirst() + "'";
        }
        return String.valueOf(exception.getMessage());
    }

    private int failed(Exception exception) {
        if (Ending.now()) {
            return ExitCode.FAILED;
        }
        if (context.globals().verbose()) {
            exception.printStackTrace(context.terminal().err());
        }
        return switch (exception) {
            case HostException host -> {
                context.say("podseg: " + Printable.of(String.valueOf(host.getMessage())));
                yield ExitCode.FAILED;
            }
            case LockedException locked -> {
                context.say("podseg: " + Printable.of(String.valueOf(locked.getMessage())) + "; nothing was changed.");
                yield ExitCode.LOCKED;
            }
            default -> {
                context.say("podseg failed unexpectedly: " + Printable.of(exception.toString())
                        + "; run again with -v for details and report it");
                yield ExitCode.FAILED;
            }
        };
    }
}
