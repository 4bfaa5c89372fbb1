package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all commands: help, usage errors, exit codes, colours. */
class CliTest {
    private static final Pattern ESCAPE = Pattern.compile("\u001b");

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    @Test
    void aloneItSaysHowItIsUsed() throws IOException {
        Run run = desk.run();
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo(help(run.err()));
    }

    @Test
    void helpIsData() throws IOException {
        Run run = desk.run("--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo(help(run.out()));
        assertThat(run.err()).isEmpty();
    }

    /** What it should be; {@code -Dpodseg.update=true} makes it what it is. */
    private static String help(String is) throws IOException {
        Path file = Path.of("src/test/resources/cli/help.txt");
        return Files.readString(Boolean.getBoolean("podseg.update") ? Files.writeString(file, is) : file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"validate", "plan", "apply", "destroy", "status", "matrix", "doctor", "version", "completion"})
    void everyCommandHelpsWithAnExampleAndExitCodes(String command) {
        Run run = desk.run(command, "--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("Usage: podseg " + command)
                .contains("Exit codes:\n  0   ")
                .containsPattern("Examples?:\n  .*podseg " + command)
                .contains("--filename", "--connection", "--state-dir", "--no-color", "--verbose");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(desk.opened).isZero();
    }

    @Test
    void unknownWordsAreUsageErrors() {
        Run command = desk.run("validat");
        assertThat(command.exit()).isEqualTo(3);
        assertThat(command.err())
                .isEqualTo("podseg: there is no command 'validat'\nDid you mean: podseg validate or podseg matrix?\n");
        assertThat(desk.run("hook", "instal").err())
                .startsWith("podseg: there is no command 'instal'\nDid you mean: hook install or ");
        assertThat(desk.run("plan", "--target", "foo").err())
                .contains("'foo' is no kind that can be named, expected ConfigMap, DaemonSet, Deployment,");
        Run option = desk.run("plan", "--detailed");
        assertThat(option.exit()).isEqualTo(3);
        assertThat(option.err()).contains("--detailed-exitcode");
        assertThat(desk.run("plan", "-o", "xml").exit()).isEqualTo(3);
        assertThat(desk.run("plan", "-f").exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan",
                "apply",
                "destroy",
                "run",
                "status",
                "matrix --live",
                "audit --live",
                "doctor",
                "hook install",
                "hook uninstall",
                "hook status",
                "validate"
            })
    void aConnectionThatCannotBeIsRefusedBeforeAnythingIsTouched(String command) {
        Run run = desk.run((command + " --connection podman.sock").split(" "));
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("'--connection'", "\"podman.sock\"", "unix:///path/to/podman.sock")
                .contains("Try: podseg ");
        assertThat(desk.opened).isZero();
    }

    @Test
    void soIsOneOfTheEnvironment() {
        desk.environment = Map.of("CONTAINER_HOST", "ssh://root:secret@host/run/podman.sock");
        for (String command : List.of("plan", "hook install", "doctor")) {
            Run run = desk.run((command + " -f " + Desk.QUICKSTART).split(" "));
            assertThat(run.exit()).as(command).isEqualTo(3);
            assertThat(run.err())
                    .contains("$CONTAINER_HOST", "ssh://host/run/podman.sock", "on the host itself")
                    .doesNotContain("secret");
        }
        assertThat(desk.opened).isZero();
        assertThat(desk.run("validate", "-f", Desk.QUICKSTART).exit())
                .as("it needs no host")
                .isZero();
    }

    @Test
    void hostileWordsAreShownAndNotObeyed() {
        Run run = desk.run("\u001b[2J\nrm");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("\\u001b[2J\\nrm");
        assertThat(ESCAPE.matcher(run.err()).find()).isFalse();
    }

    @Test
    void globalOptionsStandBeforeOrBehind() {
        assertThat(desk.run("-f", Desk.QUICKSTART, "validate").out()).contains("are valid");
        assertThat(desk.run("validate", "-f", Desk.QUICKSTART).out()).contains("are valid");
    }

    @Test
    void aBugIsASentenceAndOnlyWithVerboseATrace() {
        desk.bug = Optional.of(new IllegalStateException("oops"));
        Run quiet = desk.run("validate");
        assertThat(quiet.exit()).isEqualTo(1);
        assertThat(quiet.err())
                .isEqualTo("podseg failed unexpectedly: java.lang.IllegalStateException: oops;"
                        + " run again with -v for details and report it\n");
        assertThat(desk.run("validate", "-v").err()).contains("\tat io.podseg.cli.");
    }

    @Test
    void colourIsForTerminalsThatWantIt() {
        assertThat(coloured("plan", "-f", Desk.QUICKSTART)).isFalse();
        desk.color = true;
        assertThat(coloured("plan", "-f", Desk.QUICKSTART)).isTrue();
        assertThat(coloured("plan", "--no-color", "-f", Desk.QUICKSTART)).isFalse();
        assertThat(coloured("--help")).isTrue();
        assertThat(coloured("--help", "--no-color")).isFalse();
        assertThat(coloured("plan", "-o", "json", "-f", Desk.QUICKSTART)).isFalse();
    }

    private boolean coloured(String... arguments) {
        return ESCAPE.matcher(desk.run(arguments).out()).find();
    }

    @Test
    void theEnvironmentDecidesOnColourAndSigns() {
        assertThat(Terminal.wantsColor(Map.of())).isTrue();
        assertThat(Terminal.wantsColor(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Terminal.wantsColor(Map.of("NO_COLOR", "0"))).isFalse();
        assertThat(Terminal.wantsColor(Map.of("TERM", "dumb"))).isFalse();
        assertThat(Terminal.isUtf8(Map.of())).isFalse();
        assertThat(Terminal.isUtf8(Map.of("LANG", "de_DE.UTF-8"))).isTrue();
        assertThat(Terminal.isUtf8(Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C")))
                .isFalse();
        assertThat(Terminal.isUtf8(Map.of("LC_ALL", "", "LC_CTYPE", "C.utf8"))).isTrue();
    }

    @Test
    void dataThatCannotBeWrittenAreAnErrorUnlessNobodyReadsThem() {
        desk.disk = Optional.of(failing("No space left on device"));
        Run full = desk.run("matrix", "-f", Desk.QUICKSTART);
        assertThat(full.exit()).isEqualTo(1);
        assertThat(full.err()).isEqualTo("podseg: the output could not be written: No space left on device\n");

        desk.disk = Optional.of(failing("Broken pipe"));
        Run head = desk.run("matrix", "-f", Desk.QUICKSTART);
        assertThat(head.exit()).isZero();
        assertThat(head.err()).isEmpty();
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    @Test
    void versions() {
        assertThat(desk.run("--version").out()).isEqualTo("podseg 1.2.3 (abcdef0)\n");
        assertThat(desk.run("version").out())
                .startsWith("podseg 1.2.3 (abcdef0)\nJava ")
                .endsWith("Podman is not installed, or does not answer\n");
        desk.programs = (argv, stdin) -> new io.podseg.host.exec.CommandRunner.Exited(0, "podman version 5.4.2\n", "");
        assertThat(desk.run("version", "-o", "json").out())
                .contains("\"version\" : \"1.2.3\"", "\"commit\" : \"abcdef0\"", "\"podman\" : \"5.4.2\"");
        assertThat(desk.opened).isZero();
    }

    @Test
    void completionIsAScriptOfTheShell() {
        assertThat(desk.run("completion", "bash").out())
                .startsWith("#!/usr/bin/env bash")
                .contains("matrix");
        assertThat(desk.run("completion", "zsh").out()).startsWith("autoload").contains("bashcompinit");
        assertThat(desk.run("completion").exit()).isEqualTo(3);
    }
}
