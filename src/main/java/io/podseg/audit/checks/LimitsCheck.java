package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** PS11: nothing keeps the container from using up the host. */
final class LimitsCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS11",
                    Severity.MEDIUM,
                    "Resources without limit",
                    "Set resources.limits.memory and resources.limits.cpu, and pids in a SecurityProfile (podman run: --memory, --cpus, --pids-limit).")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "5.11", "5.12", "5.29")
            .known(Catalogue.TRIVY, "KSV-0011", "KSV-0018")
            .known(Catalogue.KUBESCAPE, "C-0270", "C-0271");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        List<Remark> remarks = new ArrayList<>();
        if (container.limits().memory().isEmpty()) {
            remarks.add(Remark.of("may use all memory of the host", "/resources/limits/memory"));
        }
        if (container.limits().milliCpus().isEmpty()) {
            remarks.add(Remark.of("may use all processors of the host", "/resources/limits/cpu")
                    .severe(Severity.LOW));
        }
        if (container.limits().pids().isEmpty()) {
            remarks.add(Remark.of("may start processes without end", "/resources/limits"));
        }
        return remarks.stream();
    }
}
