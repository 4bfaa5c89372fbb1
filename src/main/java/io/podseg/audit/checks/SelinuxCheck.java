package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.SelinuxFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** PS08: SELinux is off for the container, or its label is not one for containers. */
final class SelinuxCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS08",
                    Severity.MEDIUM,
                    "SELinux is off or its label unusual",
                    "Use one of the types container_t, container_init_t, container_kvm_t and container_engine_t, and leave user and role out (podman run: no --security-opt label=disable).")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: SELinux")
            .known(Catalogue.CIS, "5.3")
            .known(Catalogue.TRIVY, "KSV-0025")
            .known(Catalogue.KUBESCAPE, "C-0055");

    private static final String POINTER = "/securityContext/seLinuxOptions";
    private static final Set<String> TYPES =
            Set.of("container_t", "container_init_t", "container_kvm_t", "container_engine_t");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        SelinuxFacts label = container.selinux();
        List<Remark> remarks = new ArrayList<>();
        if (label.disabled()) {
            remarks.add(Remark.of("SELinux does not confine it", POINTER));
        }
        if (!label.type().isEmpty() && !TYPES.contains(label.type())) {
            remarks.add(Remark.of(
                    "has the SELinux type \"" + label.type() + "\", which is not one for containers",
                    POINTER + "/type"));
        }
        if (!label.user().isEmpty()) {
            remarks.add(Remark.of("has the SELinux user \"" + label.user() + "\"", POINTER + "/user"));
        }
        if (!label.role().isEmpty()) {
            remarks.add(Remark.of("has the SELinux role \"" + label.role() + "\"", POINTER + "/role"));
        }
        return remarks.stream();
    }
}
