package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** What somebody else started on a managed network: dark until the next apply, then governed by its own labels. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GovernedContainerIT {
    private static final String SECOND_CLIENT = "second-client";
    private static final String STRANGER = "stranger";
    private static final String FORGER = "forger";
    private static final String THEIR_POD = "their-server";
    private static final String STRANGER_IP = "10.91.0.21";
    private static final String THEIR_IP = "10.92.0.22";

    /** To the server's two ports, the outside, and the server of others. */
    private static final List<Attempt> ATTEMPTS = List.of(
            Attempt.tcp(Pair.SERVER_IP, 80),
            Attempt.tcp(Pair.SERVER_IP, 81),
            Attempt.tcp(Lab.OUTSIDE, 80),
            Attempt.tcp(THEIR_IP, 80),
            Attempt.tcp(THEIR_IP, 81));

    private final Lab lab = Lab.start();
    private final OpenPodseg podseg = lab.openPodseg();

    @BeforeAll
    void start() {
        Pair.apply(podseg);
        run(SECOND_CLIENT, "pair-left", "podseg.io/namespace=pair", "role=client");
        run(STRANGER, "pair-left:ip=" + STRANGER_IP);
        run(
                FORGER,
                "pair-left",
                "podseg.io/namespace=No/Namespace",
                "io.podseg.owner=podseg",
                "io.podseg.namespace=pair",
                "role=client");
        lab.podman(
                        "pod",
                        "create",
                        "--name",
                        THEIR_POD,
                        "--network",
                        "pair-right:ip=" + THEIR_IP,
                        "--label",
                        "podseg.io/namespace=pair",
                        "--label",
                        "role=server")
                .ok();
        lab.podman("run", "-d", "--pod", THEIR_POD, "--name", "in-their-pod", Images.BUSYBOX, "httpd", "-f")
                .ok();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private void run(String name, String network, String... labels) {
        var argv = new ArrayList<>(List.of("run", "-d", "--name", name, "--network", network));
        for (String label : labels) {
            argv.addAll(List.of("--label", label));
        }
        argv.addAll(List.of(Images.BUSYBOX, "httpd", "-f"));
        lab.podman(argv.toArray(String[]::new)).ok();
    }

    @Test
    @Order(1)
    void theyAreDarkBeforeTheApply() {
        for (String container : List.of(SECOND_CLIENT, STRANGER, FORGER, "in-their-pod")) {
            assertThat(lab.probeFrom(container, ATTEMPTS.subList(0, 3)).values())
                    .as(container)
                    .containsOnly(Answer.SILENT);
        }
        assertThat(lab.probeFrom(Pair.CLIENT, List.of(Attempt.tcp(THEIR_IP, 80)))
                        .values())
                .containsOnly(Answer.SILENT);
        assertThat(status()).containsPattern("Container +" + STRANGER + " +dark");
    }

    @Test
    @Order(2)
    void thePlanShowsThemAndTheApplyLeavesThemAlone() {
        assertThat(Pair.plan(podseg))
                .contains("~ Container pair/" + SECOND_CLIENT + "  (not podseg's; policies govern it from now on)")
                .contains("~ Container default/" + STRANGER)
                .contains("~ Container pair/" + THEIR_POD)
                .doesNotContain("Container pair/" + FORGER, "Container default/" + FORGER)
                .contains("default/" + STRANGER + "@podman")
                .contains("Plan: 0 to add, 3 to change, 0 to replace, 0 to delete.");
        assertThat(podseg.run("plan", "-f", Manifests.PAIR.path()).ok().stderr())
                .contains("container " + FORGER + ": warning: its label podseg.io/namespace");
        String before = running();
        Pair.apply(podseg);
        assertThat(running()).isEqualTo(before);
        assertThat(Pair.plan(podseg)).startsWith("No changes");
        assertThat(status())
                .containsPattern("Container +default/" + STRANGER + " .*policies govern it")
                .containsPattern("Container +" + FORGER + " +dark");
    }

    private String status() {
        return podseg.run("status").stdout();
    }

    private String running() {
        return lab.podman("ps", "-a", "--format", "{{.ID}} {{.Names}} {{.StartedAt}} {{.Labels}}")
                .ok()
                .text();
    }

    @Test
    @Order(3)
    void theyReachWhatPoliciesSayAndNothingElse() {
        assertThat(lab.probeFrom(SECOND_CLIENT, ATTEMPTS).values())
                .as("a client by its labels")
                .containsExactly(Answer.OPEN, Answer.SILENT, Answer.SILENT, Answer.OPEN, Answer.SILENT);
        assertThat(lab.probeFrom(STRANGER, ATTEMPTS).values())
                .as("in namespace default, where nothing isolates it")
                .containsExactly(Answer.SILENT, Answer.SILENT, Answer.OPEN, Answer.SILENT, Answer.SILENT);
        assertThat(lab.probeFrom(FORGER, ATTEMPTS).values()).as("dark").containsOnly(Answer.SILENT);
        assertThat(lab.probeFrom("in-their-pod", ATTEMPTS.subList(0, 3)).values())
                .as("isolated by its labels")
                .containsOnly(Answer.SILENT);
        assertThat(lab.probeFrom(Pair.CLIENT, List.of(Attempt.tcp(THEIR_IP, 80), Attempt.tcp(THEIR_IP, 81)))
                        .values())
                .containsExactly(Answer.OPEN, Answer.SILENT);
        Pair.assertEnforced(lab);
    }

    @Test
    @Order(4)
    void withAnotherAddressItIsDarkUntilTheNextApply() {
        String old = address(SECOND_CLIENT);
        lab.podman("stop", "-t", "0", SECOND_CLIENT).ok();
        run("takes-the-next-lease", "pair-left");
        lab.podman("start", SECOND_CLIENT).ok();
        assertThat(address(SECOND_CLIENT)).isNotEqualTo(old);
        assertThat(lab.probeFrom(SECOND_CLIENT, ATTEMPTS.subList(0, 1)).values())
                .containsOnly(Answer.SILENT);
        assertThat(Pair.plan(podseg))
                .contains("~ Container pair/" + SECOND_CLIENT + "  (not podseg's; it was changed on the host)")
                .contains(old + " -> " + address(SECOND_CLIENT));
        Pair.apply(podseg);
        assertThat(lab.probeFrom(SECOND_CLIENT, ATTEMPTS.subList(0, 1)).values())
                .containsOnly(Answer.OPEN);
    }

    @Test
    @Order(5)
    void whatIsGoneLeavesNothingBehind() {
        lab.podman("rm", "-f", "-t", "0", STRANGER).ok();
        assertThat(Pair.plan(podseg))
                .contains("~ Container default/" + STRANGER
                        + "  (not podseg's; it is gone or stopped, and its addresses are closed)");
        Pair.apply(podseg);
        assertThat(lab.run("ipset", "list").ok().stdout()).doesNotContain(STRANGER_IP);
        run("heir", "pair-left:ip=" + STRANGER_IP);
        assertThat(lab.probeFrom("heir", ATTEMPTS.subList(0, 3)).values()).containsOnly(Answer.SILENT);
        lab.podman("rm", "-f", "-t", "0", "heir").ok();
    }

    /** A declared pod was stopped by hand, and its address taken. */
    @Test
    @Order(6)
    void whoTakesThePlaceOfAPodGetsNothingOfItsAccess() {
        lab.podman("pod", "stop", "-t", "0", Pair.CLIENT_POD).ok();
        run("thief", "pair-left:ip=" + Pair.CLIENT_IP);
        assertThat(Pair.plan(podseg))
                .contains("container thief, which is not podseg's, has the address " + Pair.CLIENT_IP);
        podseg.run("apply", "--yes", "-f", Manifests.PAIR.path()).exits(1);
        assertThat(lab.probeFrom("thief", ATTEMPTS).values()).containsOnly(Answer.SILENT);
        lab.podman("rm", "-f", "-t", "0", "thief").ok();
        Pair.apply(podseg);
        Pair.assertEnforced(lab);
    }

    private String address(String container) {
        return lab.podman("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container)
                .ok()
                .text();
    }
}
