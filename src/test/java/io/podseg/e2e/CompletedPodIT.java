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
            assertThat(lab.connects("done_other-main", ADDRESS, 80, "TCP").passed())
                    .isTrue();
            lab.exec("done_job-main", "touch", "/tmp/end").ok();
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
            assertThat(lab.connects("done_other-main", ADDRESS, 80, "TCP")).isEqualTo(Answer.SILENT);
            lab.podman("rm", "-f", "-t", "0", "heir").ok();
            assertThat(lab.podseg("plan", "-f", Manifests.COMPLETED.path()).ok().stdout())
                    .startsWith("No changes");
            lab.podman("pod", "start", "done_job").ok();
            assertThat(lab.connects("done_other-main", ADDRESS, 80, "TCP")).isEqualTo(Answer.SILENT);
            lab.podseg("apply", "--yes", "-f", Manifests.COMPLETED.path()).ok();
            assertThat(lab.connects("done_other-main", ADDRESS, 80, "TCP").passed())
                    .isTrue();
        }
    }
}
