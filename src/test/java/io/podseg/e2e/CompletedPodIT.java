package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import org.junit.jupiter.api.Test;

/** A pod that has run to completion: Podman gives its address back, and so do the policies. */
class CompletedPodIT {
    private static final String ADDRESS = "10.96.0.10";

    @Test
    void itsAddressIsClosed() {
        try (Lab lab = Lab.start()) {
            lab.podseg("apply", "--yes", "-f", Manifests.COMPLETED.path()).ok();
            assertThat(answer(lab).passed()).isTrue();
            lab.podman("kill", "--signal", "USR1", "done_job-main").ok();
            lab.await(
                    "the end of the pod",
                    () -> lab.podman("pod", "inspect", "--format", "{{.State}}", "done_job")
                            .text()
                            .equals("Exited"));
            assertThat(lab.podseg("plan", "-f", Manifests.COMPLETED.path()).ok().stdout())
                    .contains("~ Pod done/job  (it has run to completion and keeps no access)")
                    .contains("Plan: 0 to add, 1 to change, 0 to replace, 0 to delete.");
            lab.podseg("apply", "--yes", "-f", Manifests.COMPLETED.path()).ok();
            assertThat(lab.run("ipset", "list").ok().stdout()).doesNotContain(ADDRESS);
            lab.podman(
                            "run",
                            "-d",
                            "--name",
                            "heir",
                            "--network",
                            "completed:ip=" + ADDRESS,
                            Images.BUSYBOX,
                            "httpd",
                            "-f")
                    .ok();
            assertThat(answer(lab)).isEqualTo(Answer.SILENT);
            lab.podman("rm", "-f", "-t", "0", "heir").ok();
            assertThat(lab.podseg("plan", "-f", Manifests.COMPLETED.path()).ok().stdout())
                    .startsWith("No changes");
            lab.podman("pod", "start", "done_job").ok();
            assertThat(answer(lab)).isEqualTo(Answer.SILENT);
            lab.podseg("apply", "--yes", "-f", Manifests.COMPLETED.path()).ok();
            assertThat(answer(lab).passed()).isTrue();
        }
    }

    /** What the neighbour meets at the address, whoever had it before: its kernel would go on sending to their MAC address. */
    private static Answer answer(Lab lab) {
        String pid = lab.podman("inspect", "--type", "container", "--format", "{{.State.Pid}}", "done_other-main")
                .ok()
                .text();
        lab.run("nsenter", "-t", pid, "-n", "ip", "neighbour", "flush", "all").ok();
        return lab.connects("done_other-main", ADDRESS, 80, "TCP");
    }
}
