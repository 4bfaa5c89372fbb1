package io.podseg;

import io.podseg.cli.Cli;
import io.podseg.cli.Terminal;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Entry point. */
@QuarkusMain
public final class Main {
    /** Columns of a terminal that does not tell. */
    private static final int COLUMNS = 100;

    private Main() {}

    public static void main(String... args) {
        if (System.getProperty("quarkus.profile") == null) {
            System.setProperty("quarkus.profile", "cli");
        }
        Quarkus.run(App.class, args);
    }

    /** Runs one command. */
    public static final class App implements QuarkusApplication {
        @Override
        public int run(String... args) {
            return new Cli(new Wiring(), Terminal.ofProcess(System.getenv(), () -> COLUMNS)).execute(args);
        }
    }
}
