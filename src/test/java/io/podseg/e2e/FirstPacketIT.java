package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import org.junit.jupiter.api.Test;

/** The firewall stands before a pod's first packet: its first acts, and attempts on it while it starts, are filtered too. */
class FirstPacketIT {
    private static final String KNOCK = "while :; do for pod in 10.97.0.10 10.97.0.11; do"
            + " busybox nc -w 1 $pod 80 </dev/null >/dev/null 2>&1 && echo $pod >> /run/lab/knocked & done;"
            + " echo x >> /run/lab/knocks; busybox usleep 20000; done";

    @Test
    void nothingForbiddenPassesWhileThePodsStart() {
        try (Lab lab = Lab.start()) {
            lab.spawn("ip", "netns", "exec", "outside", "sh", "-c", KNOCK);
            lab.podseg("apply", "--yes", "-f", Manifests.FIRST_PACKET.path()).ok();
            lab.await(
                    "the pod's attempts",
                    () -> lab.podman("logs", "eager-main").stdout().contains("tried"));

            assertThat(lab.podman("logs", "eager-main").ok().lines())
                    .as("what the pod reached: the one thing allowed, each time")
                    .contains("reached 203.0.113.10:80", "tried")
                    .containsOnly("reached 203.0.113.10:80", "tried");
            assertThat(lab.run("cat", "/run/lab/knocks").ok().lines()).hasSizeGreaterThan(10);
            assertThat(lab.run("test", "-e", "/run/lab/knocked").exit())
                    .as("a knock from outside was answered")
                    .isNotZero();
        }
    }
}
