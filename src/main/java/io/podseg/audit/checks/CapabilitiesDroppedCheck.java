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

/** PS03: what root may do is not taken away first. */
final class CapabilitiesDroppedCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS03",
                    Severity.MEDIUM,
                    "Capabilities are not dropped",
                    "Set securityContext.capabilities.drop: [ALL] (podman run: --cap-drop all) and add those that are needed.")
            .in(Profile.RESTRICTED, Profile.CIS)
            .known(Catalogue.PSS, "restricted: Capabilities")
            .known(Catalogue.CIS, "5.4")
            .known(Catalogue.TRIVY, "KSV-0003", "KSV-0106");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        if (container.capabilities().dropsAll()) {
            return Stream.empty();
        }
        return Stream.of(Remark.of(
                (pod.live() ? "keeps capabilities: " : "does not drop all capabilities, and keeps ") + kept(container),
                "/securityContext/capabilities/drop"));
    }

    private static String kept(ContainerFacts container) {
        if (container.privileged()) {
            return "all of them";
        }
        return container.capabilities().granted().isEmpty()
                ? "none all the same"
                : String.join(", ", container.capabilities().granted());
    }
}
