package io.podseg.lab;

import io.podseg.Desk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The built podseg in a lab, one process for many commands ({@link Desk}): for tests whose subject is what hundreds of applies
 * bring about. How a process of podseg starts and ends is others' subject. It ends with the lab.
 */
public final class OpenPodseg {
    private final Process process;
    private final BufferedReader answers;

    /** Starts it, by the launcher, in the namespaces in which the launcher starts a command. */
    OpenPodseg(Lab lab) {
        String jar = Path.of(Lab.launcher())
                .resolve("../../app/quarkus-run.jar")
                .normalize()
                .toString();
        String options = "PODSEG_JAVA_OPTS=-cp " + jar + ":" + tests() + " " + Desk.class.getName();
        process = lab.spawnAsUser("env", options, Lab.launcher(), "plan");
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    private static Path tests() {
        try {
            return Path.of(Desk.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one command, after those that others run. */
    public synchronized Result run(String... arguments) {
        String line = Stream.of(arguments).map(Desk::encode).collect(Collectors.joining(" ")) + "\n";
        try {
            process.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new AssertionError("podseg ended: "
                        + new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))
                                .lines()
                                .collect(Collectors.joining("\n")));
            }
            String[] words = answer.split(" ");
            List<String> command = Commands.join(List.of("podseg"), List.of(arguments));
            return new Result(command, Integer.parseInt(words[0]), Desk.decode(words[1]), Desk.decode(words[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
