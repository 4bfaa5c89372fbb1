package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** IPv6 is filtered as IPv4 is, and pods find their neighbours. */
@TestInstance(Lifecycle.PER_CLASS)
class DualStackIT {
    private static final List<Attempt> TO_SERVER =
            List.of(Attempt.tcp("10.95.0.10", 80), Attempt.tcp("fd95::10", 80), Attempt.tcp("fd95::10", 81));

    private final Lab lab = Lab.start();

    @BeforeAll
    void apply() {
        lab.podseg("apply", "--yes", "-f", Manifests.DUAL_STACK.path()).ok();
        lab.await("the server", () -> lab.connects("dual_client-main", "fd95::10", 80, "TCP") == Answer.OPEN);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void bothFamiliesAreJudgedAlike() {
        assertThat(lab.probeFrom("dual_client-main", TO_SERVER).values())
                .containsExactly(Answer.OPEN, Answer.OPEN, Answer.SILENT);
        assertThat(lab.probeFrom("dual_stranger-main", TO_SERVER).values()).containsOnly(Answer.SILENT);
    }

    @Test
    void whatNoPolicyIsolatesIsOpenInBoth() {
        List<Attempt> toStranger = List.of(Attempt.tcp("10.95.0.12", 80), Attempt.tcp("fd95::12", 80));
        assertThat(lab.probeFrom("dual_client-main", toStranger).values()).containsOnly(Answer.OPEN);
    }

    @Test
    void pingNeedsARuleWithoutPorts() {
        for (String host : List.of("10.95.0", "fd95:")) {
            String dot = host.startsWith("10") ? "." : ":";
            assertThat(ping(host + dot + "12")).as("nothing isolates it").isZero();
            assertThat(ping(host + dot + "10"))
                    .as("its rule allows port 80 and nothing else")
                    .isPositive();
        }
    }

    /** From the pod's network, by the lab's own program: the container lacks the capability. */
    private int ping(String address) {
        String pid = lab.podman("inspect", "--type", "container", "--format", "{{.State.Pid}}", "dual_client-main")
                .ok()
                .text();
        return lab.run("nsenter", "-t", pid, "-n", "busybox", "ping", "-c", "1", "-W", "2", address)
                .exit();
    }

    @Test
    void theSamePlanAgainIsEmpty() {
        assertThat(lab.podseg("plan", "-f", Manifests.DUAL_STACK.path()).ok().stdout())
                .isEqualTo("No changes. The host is as the manifests say.\n");
    }
}
