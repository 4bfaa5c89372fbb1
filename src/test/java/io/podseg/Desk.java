package io.podseg;

import io.podseg.cli.Cli;
import io.podseg.cli.Terminal;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The built podseg's commands one after the other in one process, for tests that run hundreds: each is made and wired anew, as
 * {@link Main} does it; only the Java runtime and the container start once.
 *
 * <p>In: a line for each command, its words encoded and with blanks between. Out: a line for each, of its exit code and its two
 * outputs, encoded.
 */
public final class Desk {
    private Desk() {}

    public static void main(String... ignored) {
        System.setProperty("quarkus.profile", "cli");
        Launch.logging(false).forEach(System::setProperty);
        Quarkus.run(App.class);
    }

    /** Encodes text for a line. */
    public static String encode(String text) {
        return "=" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The text again. */
    public static String decode(String word) {
        return new String(Base64.getDecoder().decode(word.substring(1)), StandardCharsets.UTF_8);
    }

    /** Takes commands until there are no more. */
    public static final class App implements QuarkusApplication {
        @Override
        public int run(String... arguments) throws IOException {
            var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ");
                for (int i = 0; i < words.length; i++) {
                    words[i] = decode(words[i]);
                }
                var out = new ByteArrayOutputStream();
                var err = new ByteArrayOutputStream();
                int exit = new Cli(new Wiring(Desk::board), terminal(out, err)).execute(words);
                System.out.println(exit + " " + encode(out.toString(StandardCharsets.UTF_8)) + " "
                        + encode(err.toString(StandardCharsets.UTF_8)));
            }
            return 0;
        }
    }

    private static io.podseg.web.Board board() {
        throw new IllegalStateException("the controller has a process of its own");
    }

    private static Terminal terminal(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader("")),
                false,
                false,
                true,
                () -> Integer.MAX_VALUE,
                Optional::empty);
    }
}
