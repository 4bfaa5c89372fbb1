package io.podseg.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Where a command's words go, and what can be shown there.
 *
 * @param out data
 * @param err messages and questions
 * @param in answers
 * @param interactive whether somebody can read a question and answer it
 * @param color whether the data go to a terminal whose user has not refused colour
 * @param unicode whether the locale shows more than ASCII
 * @param width columns of the terminal; {@link Integer#MAX_VALUE} where the data go elsewhere
 * @param lost why data could not be written, where they could not
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        BufferedReader in,
        boolean interactive,
        boolean color,
        boolean unicode,
        IntSupplier width,
        Supplier<Optional<String>> lost) {
    /** The terminal of this process. */
    public static Terminal ofProcess(Map<String, String> environment, IntSupplier columns) {
        boolean shown = isTerminal(1);
        Sink data = new Sink(new FileOutputStream(FileDescriptor.out));
        return new Terminal(
                stream(data),
                stream(new FileOutputStream(FileDescriptor.err)),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                isTerminal(0) && isTerminal(2),
                shown && wantsColor(environment),
                isUtf8(environment),
                shown ? columns : () -> Integer.MAX_VALUE,
                data::lost);
    }

    private static PrintStream stream(OutputStream sink) {
        return new PrintStream(new BufferedOutputStream(sink), true, StandardCharsets.UTF_8);
    }

    /** Whether a person reads the data: they go to a terminal. */
    boolean shown() {
        return width.getAsInt() != Integer.MAX_VALUE;
    }

    /** Whether a file descriptor of this process is a terminal. No console of the JDK's is asked: that takes its time and cannot tell the three streams apart. */
    public static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** See no-color.org: set and not empty means no colour. */
    static boolean wantsColor(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** The character encoding of the locale, from the first variable that is set, as locale(7) says. */
    static boolean isUtf8(Map<String, String> environment) {
        for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                String locale = value.toLowerCase(Locale.ROOT);
                return locale.contains("utf-8") || locale.contains("utf8");
            }
        }
        return false;
    }

    /** Asks; empty where the answer is the end of the input. */
    Optional<String> ask(String question) {
        err.print(question);
        err.flush();
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
