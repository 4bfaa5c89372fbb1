package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.host.exec.CommandRunner.Exited;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    @Test
    void whatIsMissingIsNamedWithItsRemedy() {
        Run run = desk.on("doctor");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                // The remedy names this machine's own package manager where podseg knows it.
                .containsPattern("FAIL  the program podman is missing\n.* install (the package )?(-y )?podman")
                .containsPattern("FAIL  ipset is missing or does not run\n.* install (the package )?(-y )?ipset")
                .containsPattern("\n\\d checks failed");
    }

    @Test
    void aPodmanThatDoesNotAnswerIsASentence() {
        desk.programs = (argv, stdin) -> new Exited(0, "podman version 5.4.2\n", "");
        desk.unreachable = Optional.of("Podman's API service could not be started: no\nroom");
        Run run = desk.on("doctor", "-o", "json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("\"schema\" : \"podseg.io/doctor/v1\"", "\"ready\" : false", "\"id\" : \"podman-api\"");
        assertThat(desk.on("doctor").out()).contains("could not be started: no\\nroom");
    }
}
