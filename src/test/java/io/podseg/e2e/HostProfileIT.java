package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A profile for the host reaches containers that somebody starts by hand, is repaired, and is gone without a trace. */
class HostProfileIT {
    private static final String DROP_IN = "/etc/containers/containers.conf.d/zz-podseg.conf";
    private static final String LOOK = "grep CapEff /proc/self/status; cat /proc/self/uid_map;"
            + " cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null;"
            + " grep 'Max open' /proc/self/limits; mkdir /tmp/x || echo refused";

    @Test
    void fromTheFirstContainerToTheLastByte() {
        try (Lab lab = Lab.startWithoutService()) {
            lab.run(
                            "sh",
                            "-c",
                            "echo containers:200000:1000000 > /run/ids; for f in uid gid; do mount --bind /run/ids"
                                    + " /etc/sub$f; done")
                    .ok();
            String before = settings(lab);
            assertThat(byHand(lab)).contains("00000000800405fb").doesNotContain("refused");

            lab.podseg("apply", "--yes", "-f", Manifests.HOST_PROFILE.path()).ok();
            String confined = byHand(lab);
            assertThat(confined)
                    .contains("CapEff:\t0000000000000400", "\n77\n", "refused")
                    .containsPattern("Max open files +150 +150 ")
                    .containsPattern(" 0 +2\\d{5} ");
            assertThat(lab.exec("plain-main", "sh", "-c", LOOK).stdout())
                    .as("podseg's own pods, too")
                    .contains("CapEff:\t0000000000000400", "\n77\n", "refused");
            assertThat(lab.podman(
                                    "run",
                                    "--rm",
                                    "--network",
                                    "none",
                                    "--pids-limit",
                                    "9",
                                    Images.BUSYBOX,
                                    "sh",
                                    "-c",
                                    LOOK)
                            .ok()
                            .stdout())
                    .as("who says otherwise has that")
                    .contains("\n9\n");
            lab.podseg("plan", "--detailed-exitcode", "-f", Manifests.HOST_PROFILE.path())
                    .ok();

            lab.run("sed", "-i", "s/= 77/= 5/", DROP_IN).ok();
            assertThat(lab.podseg("plan", "-f", Manifests.HOST_PROFILE.path())
                            .ok()
                            .stdout())
                    .contains("! SecurityProfile host  (will be repaired", "containers.pids_limit  5 -> 77");
            lab.startService();
            repair(lab);
            assertThat(byHand(lab)).as("repaired").contains("\n77\n");

            lab.podseg("destroy", "--yes").ok();
            assertThat(settings(lab)).isEqualTo(before);
            assertThat(byHand(lab)).contains("00000000800405fb").doesNotContain("refused");
        }
    }

    /** From within podseg's unit, where the system of the lab has what its bounds are made from: systemd, and the numbers of calls. */
    private static void repair(Lab lab) {
        List<String> apply =
                List.of("apply", "--yes", "--connection", "unix://" + Lab.SOCKET, "-f", Manifests.HOST_PROFILE.path());
        if (Release.name().isPresent()) {
            lab.podseg(apply.toArray(String[]::new)).ok();
            return;
        }
        String unit = Path.of("deploy/systemd/podseg.service").toAbsolutePath().toString();
        List<String> confined = List.of("perl", Lab.program("sandbox"), unit, Lab.launcher());
        lab.run(Stream.concat(confined.stream(), apply.stream()).toArray(String[]::new))
                .ok();
    }

    private static String byHand(Lab lab) {
        return lab.podman("run", "--rm", "--network", "none", Images.BUSYBOX, "sh", "-c", LOOK)
                .ok()
                .stdout();
    }

    /** All files of Podman's settings, with their rights and contents; networks are no settings. */
    private static String settings(Lab lab) {
        return lab.run(
                        "sh",
                        "-c",
                        "cd /etc/containers && find . -path ./networks -prune -o -printf '%p %M %u\\n' | sort &&"
                                + " find . -path ./networks -prune -o -type f -exec sha256sum {} + | sort")
                .ok()
                .stdout();
    }
}
