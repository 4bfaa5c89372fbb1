package io.podseg.host.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.exec.CommandRunner.Stopped;
import io.podseg.host.exec.ProcessRunner.Terms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest {
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));

    @TempDir
    private Path folder;

    @Test
    void givesExitCodeAndBothOutputs() {
        assertThat(runner.run(List.of("sh", "-c", "cat; echo err >&2; exit 3"), "in"))
                .isEqualTo(new Exited(3, "in", "err\n"));
        assertThat(runner.run(List.of("true"), "").ok()).isTrue();
        assertThat(runner.run(List.of("false"), "").ok()).isFalse();
    }

    @Test
    void wordsReachTheProgramAsTheyAre() {
        assertThat(runner.run(List.of("printf", "%s|", "a b", "$(id)", "\"'\\", "*", "-x"), ""))
                .isEqualTo(new Exited(0, "a b|$(id)|\"'\\|*|-x|", ""));
    }

    @Test
    void largeOutputAndInputDoNotWaitForEachOther() {
        String large = "0123456789abcdef\n".repeat(500_000);
        String script = "head -c 8000000 /dev/zero | tr '\\0' x; head -c 8000000 /dev/zero | tr '\\0' y >&2; cat";
        assertThat(runner.run(List.of("sh", "-c", script), large)).isInstanceOfSatisfying(Exited.class, result -> {
            assertThat(result.stdout().length()).isEqualTo(8_000_000 + large.length());
            assertThat(result.stderr().length()).isEqualTo(8_000_000);
        });
    }

    /** Whoever is killed while a pipe is full leaves a part of the input, and half a line may be a line. */
    @Test
    void inputThatNoPipeTakesAtOnceIsThereAsAWholeBeforeTheProgramStarts() {
        List<String> kind = List.of("stat", "-L", "-c", "%F %s", "/dev/stdin");
        assertThat(runner.run(kind, "x".repeat(65_536))).isEqualTo(new Exited(0, "fifo 0\n", ""));
        assertThat(runner.run(kind, "x".repeat(65_537))).isEqualTo(new Exited(0, "regular file 65537\n", ""));
    }

    @Test
    void onOtherTerms() {
        Terms terms = new Terms(
                Duration.ofSeconds(20), Optional.of(Map.of("ONLY", "this")), StandardCharsets.ISO_8859_1, 1000);
        ProcessRunner other = new ProcessRunner(terms);
        assertThat(other.run(List.of("env"), "")).isEqualTo(new Exited(0, "ONLY=this\n", ""));
        assertThat(other.run(List.of("printf", "\\377\\000"), "")).isEqualTo(new Exited(0, "\u00ff\u0000", ""));
        assertThat(other.run(List.of("head", "-c", "1000", "/dev/zero"), "").ok())
                .isTrue();
        assertThat(other.run(List.of("sh", "-c", "cat /dev/zero"), ""))
                .isEqualTo(new Stopped("sh", "it wrote more than 1000 bytes"));
    }

    @Test
    void aProgramThatDoesNotReadItsInputIsNoFailure() {
        assertThat(runner.run(List.of("true"), "x".repeat(1_000_000))).isEqualTo(new Exited(0, "", ""));
    }

    @Test
    void aMissingProgramIsAnOutcomeOfItsOwn() throws Exception {
        assertThat(runner.run(List.of("no-such-program-of-podseg"), ""))
                .isEqualTo(new Missing("no-such-program-of-podseg"));
        assertThat(runner.run(List.of("/nowhere/x"), "")).isEqualTo(new Missing("/nowhere/x"));
        Path file = Files.writeString(folder.resolve("broken"), "#!/nowhere/interpreter\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        assertThat(runner.run(List.of(file.toString()), "")).isEqualTo(new Missing(file.toString()));
    }

    @Test
    void stopsAtTheTimeLimitWithAllChildren() throws Exception {
        Instant start = Instant.now();
        // Of this run alone: others may try the same on this machine.
        String sleep = "sleep 600." + ProcessHandle.current().pid();
        CommandRunner.Result result =
                new ProcessRunner(Duration.ofMillis(300)).run(List.of("sh", "-c", sleep + " & " + sleep), "");
        assertThat(result).isInstanceOf(Stopped.class);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        // Who is killed is gone when the kernel gets to it.
        for (int tries = 0; tries < 600 && alive(sleep) > 0; tries++) {
            Thread.sleep(100);
        }
        assertThat(alive(sleep)).isZero();
    }

    private static long alive(String words) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(words))
                .filter(ProcessHandle::isAlive)
                .count();
    }

    @Test
    void aChildLeftBehindDoesNotHoldTheResultBack() {
        Instant start = Instant.now();
        assertThat(runner.run(List.of("sh", "-c", "sleep 9 & exit 0"), "").ok()).isTrue();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void messagesAreInTheCLocale() {
        assertThat(runner.run(List.of("sh", "-c", "echo $LC_ALL"), "")).isEqualTo(new Exited(0, "C\n", ""));
    }

    @Test
    void findsSystemProgramsWithoutAPath() throws Exception {
        assertThat(new ProcessRunner(Duration.ofSeconds(20), "")
                        .run(List.of("true"), "")
                        .ok())
                .isTrue();
        Path own = Files.writeString(folder.resolve("true"), "#!/bin/sh\necho mine\n");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        assertThat(new ProcessRunner(Duration.ofSeconds(20), folder.toString()).run(List.of("true"), ""))
                .isEqualTo(new Exited(0, "mine\n", ""));
    }

    @Test
    void relativeFoldersInThePathAreNotSearched() {
        assertThat(new ProgramPath(".:src::").find("main")).isEmpty();
        assertThat(new ProgramPath("target:/usr/bin").find("sh"))
                .get()
                .satisfies(file -> assertThat(file).isAbsolute());
        assertThat(new ProgramPath("/usr/bin").find("no\0name")).isEmpty();
    }

    @Test
    void aPrefixComesFirst() {
        assertThat(runner.prefixed(List.of("env", "A=1")).run(List.of("sh", "-c", "echo $A"), ""))
                .isEqualTo(new Exited(0, "1\n", ""));
    }
}
