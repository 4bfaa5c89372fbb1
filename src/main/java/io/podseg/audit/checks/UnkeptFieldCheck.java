package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Finding;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.Told.Demand;
import java.util.stream.Stream;

/** PS31: what a container was made with is not kept by the kernel, or what is declared would not be kept by this host. */
final class UnkeptFieldCheck extends DeviationCheck {
    private static final About ABOUT = About.of(
            "PS31",
            Severity.HIGH,
            "Declared and not enforced",
            "Give the host what it lacks (podseg doctor: control group controllers, SELinux, AppArmor), start the container"
                    + " again, and do not run programs in it with podman exec --privileged.");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        Stream<Finding> declared = audited.told().stream()
                .filter(told -> told.demand() == Demand.UNKEPT)
                .map(told -> Remark.of(told.message(), told.pointer())
                        .of(ABOUT, told.subject(), pointer -> told.position(), told.exemptions()));
        return Stream.concat(super.look(audited), declared);
    }
}
