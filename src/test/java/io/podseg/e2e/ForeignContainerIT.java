package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The standing guard: a container that podseg has not programmed is dark on a managed network. */
@TestInstance(Lifecycle.PER_CLASS)
class ForeignContainerIT {
    private final Lab lab = Lab.start();

    @BeforeAll
    void apply() {
        Pair.apply(lab);
        for (String network : List.of("pair-left", "pair-spare")) {
            lab.podman("run", "-d", "--name", "on-" + network, "--network", network, Images.BUSYBOX, "httpd", "-f")
                    .ok();
        }
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void itCannotSend() {
        var attempts = List.of(
                Attempt.tcp(Pair.CLIENT_IP, 80),
                Attempt.tcp(Pair.SERVER_IP, 80),
                Attempt.tcp(Lab.OUTSIDE, 80),
                Attempt.udp(Lab.OUTSIDE, 53),
                Attempt.tcp(Lab.NODE, 22),
                Attempt.udp("10.91.0.1", 53));
        assertThat(lab.probeFrom("on-pair-left", attempts).values())
                .as("to a neighbour, another network, the outside, the node and the resolver: %s", attempts)
                .containsOnly(Answer.SILENT);
        assertThat(lab.probeFrom("on-pair-spare", attempts).values()).containsOnly(Answer.SILENT);
    }

    @Test
    void itCannotReceive() {
        for (String container : List.of("on-pair-left", "on-pair-spare")) {
            var attempt = List.of(Attempt.tcp(address(container), 80));
            assertThat(lab.probeFromOutside(attempt).values()).containsOnly(Answer.SILENT);
            assertThat(lab.probeFrom(Pair.CLIENT, attempt).values()).containsOnly(Answer.SILENT);
            assertThat(lab.probeFrom(Pair.SERVER, attempt).values()).containsOnly(Answer.SILENT);
        }
    }

    @Test
    void thePodsBesideItGoOnAndThePlanShowsIt() {
        Pair.assertEnforced(lab);
        assertThat(Pair.plan(lab))
                .contains("~ Container default/on-pair-left", "~ Container default/on-pair-spare")
                .contains("Plan: 0 to add, 2 to change");
    }

    private String address(String container) {
        return lab.podman("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container)
                .ok()
                .text();
    }
}
