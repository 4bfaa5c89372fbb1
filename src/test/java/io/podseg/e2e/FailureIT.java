package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Bad luck and bad input: a sentence, the right exit code, and nothing half done that the next apply would not finish. */
class FailureIT {
    @Test
    void anImageThatNobodyHasDoesNotStopTheOthers() {
        try (Lab lab = Lab.start()) {
            Result result = lab.podseg("apply", "--yes", "-f", Manifests.MISSING_IMAGE.path())
                    .exits(4);
            assertSpeaks(result);
            assertThat(said(result)).contains("bad").contains("nobody-has-this");
            assertThat(running(lab, "good-main")).isEqualTo("true");

            Result again = lab.podseg("apply", "--yes", "-f", Manifests.MISSING_IMAGE.path());
            assertThat(again.exit())
                    .as("what failed is tried again, and nothing else was left to do")
                    .isEqualTo(1);
            assertThat(said(again)).contains("nobody-has-this");
            assertThat(running(lab, "good-main")).isEqualTo("true");
        }
    }

    @Test
    void whatDependsOnAFailureIsNamedAsBlocked() {
        try (Lab lab = Lab.start()) {
            lab.podman("network", "create", "--subnet", "10.95.0.0/24", "somebodys")
                    .ok();
            Result result = lab.podseg("apply", "--yes", "-f", Manifests.TAKEN_SUBNET.path())
                    .exits(4);
            assertSpeaks(result);
            assertThat(said(result).toLowerCase(Locale.ROOT))
                    .contains("taken")
                    .contains("blocked")
                    .contains("waits");
            assertThat(running(lab, "runs-main")).isEqualTo("true");
            assertThat(lab.podman("pod", "exists", "waits").exit()).isEqualTo(1);

            lab.podman("network", "rm", "somebodys").ok();
            lab.podseg("apply", "--yes", "-f", Manifests.TAKEN_SUBNET.path()).ok();
            assertThat(running(lab, "waits-main")).isEqualTo("true");
        }
    }

    @Test
    void wrongManifestsChangeNothing() {
        try (Lab lab = Lab.start()) {
            Snapshot before = lab.snapshot();
            for (String command : new String[] {"apply", "plan", "validate"}) {
                Result result = command.equals("apply")
                        ? lab.podseg(command, "--yes", "-f", Manifests.BROKEN.path())
                        : lab.podseg(command, "-f", Manifests.BROKEN.path());
                result.exits(3);
                assertSpeaks(result);
                assertThat(said(result)).contains("broken.yaml:12:", "hostport").contains("broken.yaml:22:", "70000");
            }
            assertThat(before.differences(lab.snapshot())).isEmpty();
        }
    }

    @Test
    void aMachineWithoutPodman() {
        try (Lab lab = Lab.startWithoutService()) {
            lab.hide("podman");
            Result result = lab.podseg("plan", "-f", Manifests.PAIR.path()).exits(1);
            assertSpeaks(result);
            assertThat(result.stderr()).containsIgnoringCase("podman").containsIgnoringCase("install");
        }
    }

    @Test
    void aMachineWithoutIpset() {
        try (Lab lab = Lab.start()) {
            Snapshot before = lab.snapshot();
            lab.hide("ipset");
            Result result =
                    lab.podseg("apply", "--yes", "-f", Manifests.PAIR.path()).exits(1);
            assertSpeaks(result);
            assertThat(result.stderr()).contains("ipset").containsIgnoringCase("install");
            lab.run("umount", "-l", "/usr/sbin", "/usr/bin").ok();
            assertThat(before.differences(lab.snapshot())).isEmpty();
        }
    }

    @Test
    void anotherPodsegHoldsTheLock() throws IOException {
        try (Lab lab = Lab.start()) {
            Snapshot before = lab.snapshot();
            String script =
                    Path.of("src/test/resources/lab/hold-lock").toAbsolutePath().toString();
            Process holder = lab.spawn("perl", script, "/var/lib/podseg/lock");
            var said = new String(holder.getInputStream().readNBytes(4), StandardCharsets.UTF_8);
            assertThat(said).isEqualTo("held");

            Result result =
                    lab.podseg("apply", "--yes", "-f", Manifests.PAIR.path()).exits(5);
            assertSpeaks(result);
            assertThat(result.stderr()).containsIgnoringCase("another podseg");
            assertThat(before.differences(lab.snapshot())).isEmpty();
        }
    }

    /** Killed at several points of its way, each time a little later; the next apply always finishes the work. */
    @Test
    void killedInTheMiddle() {
        try (Lab lab = Lab.start()) {
            var kills = 0;
            for (String seen : new String[] {
                "podman network exists pair-left",
                "ipset list -n podseg4-ready",
                "podman pod exists pair_client",
                "podman container exists pair_client-main"
            }) {
                lab.spawn(Lab.launcher(), "apply", "--yes", "-f", Manifests.PAIR.path());
                lab.await(
                        "apply to come to: " + seen,
                        () -> lab.run("sh", "-c", seen).exit() == 0);
                kills += lab.run("pkill", "-9", "-f", "podseg.*[ ]apply").exit() == 0 ? 1 : 0;
                lab.await(
                        "apply to be gone",
                        () -> lab.run("pgrep", "-f", "podseg.*[ ]apply").exit() == 1);

                Pair.apply(lab);
                assertThat(Pair.plan(lab)).contains("No changes");
                Pair.assertEnforced(lab);
                lab.podseg("destroy", "--yes").ok();
            }
            assertThat(kills).as("applies that were killed before they ended").isPositive();
        }
    }

    private static String running(Lab lab, String container) {
        return lab.podman("inspect", "--format", "{{.State.Running}}", container)
                .ok()
                .text();
    }

    private static String said(Result result) {
        return result.stdout() + result.stderr();
    }

    /** A user gets sentences, never the insides. */
    private static void assertSpeaks(Result result) {
        assertThat(said(result)).isNotBlank().doesNotContain("Exception", "\tat ", "java.lang");
    }
}
