package io.podseg.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lab with an ordinary user's Podman promises. */
class RootlessLabIT {
    @Test
    void theUsersContainersAreTheUsers() {
        try (Lab lab = Lab.startRootless()) {
            assertThat(lab.asUser("id", "-u").ok().text()).isEqualTo(Integer.toString(User.UID));
            lab.podman("network", "create", "n").ok();
            lab.podman("run", "-d", "--name", "web", "--network", "n", "-p", "8080:80", Images.BUSYBOX, "httpd", "-f")
                    .ok();
            assertThat(lab.run("podman", "ps", "-q").ok().text()).as("root's").isEmpty();
            assertThat(lab.at(lab.bridges(), "ip", "-br", "link").ok().stdout())
                    .contains("podman")
                    .contains("veth");
            assertThat(lab.run("ip", "-br", "link").ok().stdout()).doesNotContain("podman");
            assertThat(lab.probeFrom("web", List.of(Attempt.tcp(Lab.OUTSIDE, 80), Attempt.tcp(Lab.OUTSIDE, 99)))
                            .values())
                    .containsExactly(Answer.OPEN, Answer.REFUSED);
            assertThat(lab.probeFromOutside(List.of(Attempt.tcp(Lab.NODE, 8080)))
                            .values())
                    .as("published")
                    .containsExactly(Answer.OPEN);
        }
    }

    @Test
    void theOutsideHostCanMeetPodsByTheirAddresses() {
        try (Lab lab = Lab.startRootlessWithoutService()) {
            lab.podman("network", "create", "--ipv6", "--subnet", "10.96.0.0/24", "--subnet", "fd96::/64", "n")
                    .ok();
            lab.podman(
                            "run",
                            "-d",
                            "--name",
                            "web",
                            "--network",
                            "n:ip=10.96.0.9,ip6=fd96::9",
                            Images.BUSYBOX,
                            "httpd",
                            "-f")
                    .ok();
            lab.attachOutside("10.96.0.0/24", "fd96::/64");
            lab.await(
                    "the server",
                    () -> lab
                            .probeFromOutside(List.of(Attempt.tcp("10.96.0.9", 80), Attempt.tcp("fd96::9", 80)))
                            .values()
                            .stream()
                            .allMatch(Answer.OPEN::equals));
            lab.at(lab.bridges(), "sh", "-c", "for i in iptables ip6tables; do $i -I FORWARD -o outside1 -j DROP; done")
                    .ok();
            assertThat(lab.probeFrom("web", List.of(Attempt.tcp(Lab.OUTSIDE, 80), Attempt.tcp(Lab.OUTSIDE6, 80)))
                            .values())
                    .as("its way is the new one")
                    .containsExactly(Answer.SILENT, Answer.SILENT);
            lab.at(lab.bridges(), "sh", "-c", "for i in iptables ip6tables; do $i -D FORWARD -o outside1 -j DROP; done")
                    .ok();
            assertThat(lab.probeFrom("web", List.of(Attempt.tcp(Lab.OUTSIDE, 80), Attempt.tcp(Lab.OUTSIDE6, 80)))
                            .values())
                    .containsExactly(Answer.OPEN, Answer.OPEN);
        }
    }

    @Test
    void everyNetworkModeWorks() {
        try (Lab lab = Lab.startRootlessWithoutService()) {
            assertThat(lab.run("test", "-e", User.SOCKET).exit()).isNotZero();
            for (String mode : Release.name().isEmpty() ? List.of("slirp4netns") : List.of("slirp4netns", "pasta")) {
                lab.podman("run", "-d", "--name", mode, "--network", mode, Images.BUSYBOX, "sleep", "1000")
                        .ok();
                assertThat(lab.connects(mode, Lab.OUTSIDE, 80, "TCP")).as(mode).isEqualTo(Answer.OPEN);
            }
        }
    }
}
