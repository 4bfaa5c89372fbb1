package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is said at the end of a process that a signal ends, tried in processes that end. */
class EndingTest {
    /** Writes what it is given to standard error. */
    private static final class Printing extends Handler {
        @Override
        public void publish(LogRecord entry) {
            if (isLoggable(entry)) {
                System.err.println("logged " + entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Logs before it ends, and from beside the other shutdown hooks. */
    public static final class Program {
        private Program() {}

        public static void main(String[] args) {
            Logger log = Logger.getLogger("");
            log.addHandler(new Printing());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> log.severe("after")));
            Ending told = Ending.told(System.err::println);
            log.severe("before");
            if (args.length > 0) {
                told.close();
            }
            System.exit(3);
        }
    }

    private static String run(String... args) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        builder.command().addAll(List.of(args));
        Process process = builder.redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isEqualTo(3);
            return text;
        }
    }

    @Test
    void whatIsLoggedFromTheSignalOnIsNotSeen() throws Exception {
        assertThat(run())
                .contains("logged before")
                .contains("podseg: stopped by a signal")
                .doesNotContain("logged after");
    }

    @Test
    void afterItsEndEverythingIsLoggedAgain() throws Exception {
        assertThat(run("closed")).contains("logged before", "logged after").doesNotContain("stopped by a signal");
    }

    @Test
    void filtersOfOthersStay() {
        Logger root = Logger.getLogger("");
        Handler handler = new Printing();
        handler.setFilter(entry -> entry.getLevel().equals(Level.SEVERE));
        root.addHandler(handler);
        try {
            Ending told = Ending.told(sentence -> {});
            assertThat(handler.isLoggable(new LogRecord(Level.SEVERE, "x"))).isTrue();
            assertThat(handler.isLoggable(new LogRecord(Level.WARNING, "x"))).isFalse();
            told.close();
            assertThat(handler.isLoggable(new LogRecord(Level.SEVERE, "x"))).isTrue();
            assertThat(handler.isLoggable(new LogRecord(Level.WARNING, "x"))).isFalse();
        } finally {
            root.removeHandler(handler);
        }
    }
}
