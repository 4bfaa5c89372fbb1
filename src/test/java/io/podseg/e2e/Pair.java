package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import java.util.List;

/** The objects of {@link Manifests#PAIR} as Podman knows them, and what must hold between them. */
final class Pair {
    static final String CLIENT_POD = "pair_client";
    static final String CLIENT = "pair_client-main";
    static final String SERVER = "pair_server-main";
    static final String CLIENT_IP = "10.91.0.10";
    static final String SERVER_IP = "10.92.0.10";

    private Pair() {}

    /** Applies the manifests, without asking. */
    static void apply(Lab lab) {
        lab.podseg("apply", "--yes", "-f", Manifests.PAIR.path()).ok();
    }

    /** Applies the manifests, without asking. */
    static void apply(OpenPodseg podseg) {
        podseg.run("apply", "--yes", "-f", Manifests.PAIR.path()).ok();
    }

    /** The plan's text. */
    static String plan(OpenPodseg podseg) {
        return podseg.run("plan", "-f", Manifests.PAIR.path()).ok().stdout();
    }

    /** The plan's text. */
    static String plan(Lab lab) {
        return lab.podseg("plan", "-f", Manifests.PAIR.path()).ok().stdout();
    }

    /** What is allowed works and what is forbidden does not, by real attempts. */
    static void assertEnforced(Lab lab) {
        lab.await("the server", () -> lab.connects(CLIENT, SERVER_IP, 80, "TCP") == Answer.OPEN);
        var fromClient = List.of(
                Attempt.tcp(SERVER_IP, 80),
                Attempt.tcp(SERVER_IP, 81),
                Attempt.tcp(Lab.OUTSIDE, 80),
                Attempt.tcp(Lab.NODE, 22),
                Attempt.udp("10.91.0.1", 53));
        assertThat(lab.probeFrom(CLIENT, fromClient).values())
                .as("from the client to %s", fromClient)
                .containsExactly(Answer.OPEN, Answer.SILENT, Answer.SILENT, Answer.SILENT, Answer.SILENT);
        var fromServer = List.of(Attempt.tcp(CLIENT_IP, 80), Attempt.tcp(Lab.OUTSIDE, 80), Attempt.tcp(Lab.NODE, 22));
        assertThat(lab.probeFrom(SERVER, fromServer).values())
                .as("from the server to %s", fromServer)
                .containsOnly(Answer.SILENT);
        var fromOutside = List.of(Attempt.tcp(CLIENT_IP, 80), Attempt.tcp(SERVER_IP, 80));
        assertThat(lab.probeFromOutside(fromOutside).values())
                .as("from outside to %s", fromOutside)
                .containsOnly(Answer.SILENT);
    }
}
