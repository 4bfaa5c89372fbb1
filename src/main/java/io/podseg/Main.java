package io.podseg;

import io.podseg.cli.Cli;
import io.podseg.cli.Terminal;
import io.podseg.host.exec.CommandRunner;
import io.podseg.web.Board;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;

/** Entry point. */
@QuarkusMain
public final class Main {
    /** Columns of a terminal that does not tell. */
    private static final int COLUMNS = 100;

    private Main() {}

    public static void main(String... args) {
        if (System.getProperty("quarkus.profile") == null && !Launch.isController(args)) {
            System.setProperty("quarkus.profile", "cli");
        }
        Launch.listening(args).forEach(System::setProperty);
        Launch.logging(Terminal.isTerminal(2), args).forEach(System::setProperty);
        Quarkus.run(App.class, args);
    }

    /** The terminal's width, asked of {@code stty}: Java cannot tell. */
    private static int columns(CommandRunner programs) {
        var result = programs.run(List.of("stty", "-F", "/dev/tty", "size"), "");
        String text =
                result instanceof CommandRunner.Exited exited ? exited.stdout().strip() : "";
        return text.matches("\\d{1,5} [1-9]\\d{0,4}")
                ? Integer.parseInt(text.substring(text.indexOf(' ') + 1))
                : COLUMNS;
    }

    /** Runs one command. */
    public static final class App implements QuarkusApplication {
        private final Instance<Board> board;

        @Inject
        App(Instance<Board> board) {
            this.board = board;
        }

        @Override
        public int run(String... args) {
            Wiring wiring = new Wiring(board::get);
            return new Cli(wiring, Terminal.ofProcess(System.getenv(), () -> columns(wiring.programs()))).execute(args);
        }
    }
}
