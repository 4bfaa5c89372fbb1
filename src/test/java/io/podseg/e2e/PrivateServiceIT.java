package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import org.junit.jupiter.api.Test;

/** Where no API service listens, podseg starts one for itself and leaves none behind. */
class PrivateServiceIT {
    @Test
    void worksWithoutASocketAndLeavesNoService() {
        try (Lab lab = Lab.startWithoutService()) {
            Pair.apply(lab);
            assertNoService(lab);
            Pair.assertEnforced(lab);
            assertThat(Pair.plan(lab)).contains("No changes");
            assertNoService(lab);
            lab.podseg("destroy", "--yes").ok();
            assertNoService(lab);
            assertThat(lab.podman("ps", "-aq").ok().stdout()).isEmpty();
        }
    }

    /** A process that is killed cannot tidy up; its service notices, and the next run removes what it left. */
    @Test
    void aKilledPodsegTakesItsServiceAlong() {
        try (Lab lab = Lab.startWithoutService()) {
            String service = "podman.*system[ ]service";
            lab.spawn(Lab.launcher(), "apply", "--yes", "-f", Manifests.PAIR.path());
            lab.await("the service", () -> lab.run("pgrep", "-f", service).exit() == 0);
            lab.run("pkill", "-9", "-f", "podseg.*[ ]apply").ok();
            lab.await(
                    "the service to end", () -> lab.run("pgrep", "-f", service).exit() == 1);
            lab.run("sh", "-c", "touch -d '1 hour ago' /run/podseg-*").ok();
            Pair.apply(lab);
            assertNoService(lab);
            assertThat(lab.run("sh", "-c", "ls -d /run/podseg-*").stdout()).isEmpty();
        }
    }

    /** A controller outlives the service that it has started, and takes the next one along when it ends. */
    @Test
    void theServiceOfAControllerIsBroughtBack() {
        try (Lab lab = Lab.startWithoutService();
                Follower podseg = new Follower(lab, "/run/lab/manifests", Manifests.PAIR)) {
            lab.run("pkill", "-9", "-f", "podman.*system[ ]service").ok();
            lab.podman("pod", "rm", "-f", "-t", "0", "pair_client").ok();
            podseg.repaired("the pod", () -> lab.exec(Pair.CLIENT, "true").exit() == 0);
            podseg.settled();
            podseg.signal("TERM");
            assertThat(podseg.exit()).isZero();
            assertNoService(lab);
            Pair.assertEnforced(lab);
        }
    }

    private static void assertNoService(Lab lab) {
        assertThat(lab.run("pgrep", "-af", "podman.*system[ ]service").stdout())
                .as("services left running")
                .isEmpty();
        assertThat(lab.run("sh", "-c", "find /run /tmp -xdev -name 'podseg*.sock' 2>/dev/null")
                        .stdout())
                .as("sockets left")
                .isEmpty();
    }
}
