package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Confinement.State;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS09: AppArmor is off for the container. */
final class AppArmorCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS09",
                    Severity.MEDIUM,
                    "AppArmor is off",
                    "Set securityContext.appArmorProfile.type: RuntimeDefault, or Localhost with a profile (podman run: no --security-opt apparmor=unconfined).")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: AppArmor")
            .known(Catalogue.CIS, "5.2")
            .known(Catalogue.TRIVY, "KSV-0002");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return container.apparmor().state() == State.OFF
                ? Stream.of(Remark.of("AppArmor does not confine it", "/securityContext/appArmorProfile"))
                : Stream.empty();
    }
}
