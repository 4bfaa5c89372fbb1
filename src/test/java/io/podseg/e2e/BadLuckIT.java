package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Gate;
import io.podseg.lab.Gate.Moment;
import io.podseg.lab.Lab;
import io.podseg.lab.Picture;
import io.podseg.lab.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bad luck of the host: each object has an outcome in a sentence, what could be done is done, and once the luck is better the
 * next apply reaches what an undisturbed one reaches, with nothing left over.
 */
class BadLuckIT {
    private static final String WANTED = Path.of("src/test/resources/lab/manifests/crash/after")
            .toAbsolutePath()
            .toString();

    private static Lab lab;
    private static Gate gate;
    private static Picture undisturbed;

    @BeforeAll
    static void start() {
        lab = Lab.start();
        gate = new Gate(lab);
        lab.podseg("apply", "--yes", "-f", WANTED).ok();
        undisturbed = lab.picture().withoutSlots();
    }

    @AfterAll
    static void stop() {
        gate.close();
        lab.close();
    }

    private static void fresh() {
        lab.podseg("destroy", "--yes").ok();
    }

    /** However it went: the next apply converges. */
    @AfterEach
    void theNextApplyConverges() {
        lab.podseg("apply", "--yes", "-f", WANTED).ok();
        assertThat(undisturbed.differences(lab.picture().withoutSlots())).isEmpty();
        assertThat(lab.podseg("plan", "-f", WANTED).ok().stdout()).contains("No changes");
    }

    @Test
    void aPortThatIsTaken() {
        fresh();
        Process holder = lab.spawn("busybox", "nc", "-l", "-p", "8080");
        lab.await(
                "the port to be taken",
                () -> lab.run("sh", "-c", "ss -ltn | grep -q ':8080 '").exit() == 0);
        Result result = lab.podseg("apply", "--yes", "-f", WANTED);
        lab.run("pkill", "-f", "nc -l -p[ ]8080").ok();
        holder.onExit().join();
        assertPartly(result, 4, "Pod default/new  failed", "8080");
        assertThat(running("new-main")).isFalse();
        assertThat(running("replaced-main")).isTrue();
        assertThat(lab.run("ipset", "list", "podseg4-ready").ok().stdout()).doesNotContain("10.70.0.12");
    }

    @Test
    void noSpaceForPodman() {
        fresh();
        String storage = "/var/lib/containers";
        long used = Long.parseLong(lab.run("sh", "-c", "df -k --output=used " + storage + " | tail -n 1")
                .ok()
                .text()
                .strip());
        lab.run("mount", "-o", "remount,size=" + (used + 40) + "k", storage).ok();
        Result result = lab.podseg("apply", "--yes", "-f", WANTED);
        lab.run("mount", "-o", "remount,size=1g", storage).ok();
        assertPartly(result, 4, "failed", "no space left on device");
    }

    @Test
    void noSpaceForPodsegsState() {
        fresh();
        String state = "/var/lib/podseg";
        lab.run("sh", "-c", "mount -o remount,size=$(($(df -k --output=used " + state + " | tail -n 1) + 4))k " + state)
                .ok();
        lab.run("sh", "-c", "cat /dev/zero > " + state + "/filler");
        Result result = lab.podseg("apply", "--yes", "-f", WANTED);
        lab.run("mount", "-o", "remount,size=64m", state).ok();
        lab.run("rm", "-f", state + "/filler").ok();
        assertPartly(result, 1, "No space left on device");
    }

    @Test
    void podmanGoesAwayWhenAPodIsHalfMade() {
        fresh();
        Result result = gate.disturbed(
                "POST /containers/create", Moment.BEFORE, BadLuckIT::endPodman, "apply", "--yes", "-f", WANTED);
        lab.startService();
        assertPartly(result, 4, "failed", "Podman");
        assertThat(result.stdout()).contains("NetworkPolicy default/serve  done");
    }

    @Test
    void podmanGoesAwayWhenAPodHasStarted() {
        fresh();
        Result result = gate.disturbed(
                "POST /pods/replaced/start", Moment.AFTER, BadLuckIT::endPodman, "apply", "--yes", "-f", WANTED);
        lab.startService();
        assertPartly(result, 4, "Podman");
    }

    /** As Ctrl-C does while Podman works: one sentence, and not what libraries say of a connection that they lose. */
    @Test
    void aSignalEndsItInTheMiddleOfACall() {
        fresh();
        Result result = gate.disturbed(
                "POST /containers/create",
                Moment.BEFORE,
                () -> {
                    String podseg = "java.*[ ]apply";
                    lab.run("pkill", "-INT", "-f", podseg).ok();
                    lab.await("its end", () -> lab.run("pgrep", "-f", podseg).exit() == 1);
                },
                "apply",
                "--yes",
                "-f",
                WANTED);
        result.exits(130);
        assertThat(result.stderr().lines())
                .containsExactly("podseg: stopped by a signal; run podseg plan to see what is left to do.");
        assertThat(result.stdout()).contains("NetworkPolicy default/serve  done");
    }

    private static void endPodman() {
        lab.run("pkill", "-9", "-f", "podman system[ ]service").ok();
        lab.run("rm", Lab.SOCKET).ok();
    }

    private static boolean running(String container) {
        return lab.podman("inspect", "--format", "{{.State.Running}}", container)
                .text()
                .equals("true");
    }

    private static void assertPartly(Result result, int exit, String... words) {
        String said = result.stdout().substring(Math.max(0, result.stdout().lastIndexOf("\nPlan: "))) + result.stderr();
        assertThat(result.exit()).as(said).isEqualTo(exit);
        assertThat(said).doesNotContain("Exception", "\tat ", "java.").contains(List.of(words));
    }
}
