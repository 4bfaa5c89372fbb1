package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS07: system calls are not filtered, or nothing is said of it. */
final class SeccompCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS07",
                    Severity.HIGH,
                    "System calls are not filtered",
                    "Set securityContext.seccompProfile.type: RuntimeDefault, or Localhost with a profile (podman run: no --security-opt seccomp=unconfined).")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: Seccomp", "restricted: Seccomp")
            .known(Catalogue.CIS, "5.22")
            .known(Catalogue.TRIVY, "KSV-0030", "KSV-0104")
            .known(Catalogue.KUBESCAPE, "C-0210");

    private static final String POINTER = "/securityContext/seccompProfile";

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return switch (container.seccomp().state()) {
            case OFF ->
                Stream.of(Remark.of("runs without seccomp: every system call of the kernel is open to it", POINTER));
            case UNSTATED ->
                Stream.of(Remark.of(
                                "states no seccomp profile"
                                        + (container.privileged()
                                                ? ", and has none, being privileged"
                                                : "; Podman's own is in force as long as nobody changes that default"),
                                POINTER)
                        .severe(Severity.LOW)
                        .in(Profile.RESTRICTED));
            case DEFAULT, OWN -> Stream.empty();
        };
    }
}
