package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import io.podseg.model.Capability;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** PS04: capabilities by which a container leaves its confines. */
final class CapabilitiesAddedCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS04",
                    Severity.HIGH,
                    "Dangerous capabilities",
                    "Remove the capability from securityContext.capabilities.add (podman run: --cap-add); look for one that allows less.")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: Capabilities")
            .known(Catalogue.CIS, "5.4")
            .known(Catalogue.TRIVY, "KSV-0005", "KSV-0022", "KSV-0119", "KSV-0120")
            .known(Catalogue.KUBESCAPE, "C-0046");

    private static final String POINTER = "/securityContext/capabilities/add";

    /** What each of the worst is good for, for whoever wants out. */
    private static final Map<String, String> WORST = Map.of(
            "ALL", "every way out of a container is open to it",
            "NET_ADMIN",
                    "it may change the rules in its own network namespace, which voids policies that are enforced there",
            "SYS_ADMIN", "it may mount file systems and much else, which is nearly all that root may do",
            "SYS_MODULE", "it may load code into the kernel",
            "SYS_RAWIO", "it may read and write devices and memory directly",
            "SYS_PTRACE", "it may read and change other processes",
            "BPF", "it may load programs into the kernel",
            "DAC_READ_SEARCH", "it may open files of the host by their handle",
            "MAC_ADMIN", "it may change the rules of SELinux and AppArmor");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        TreeSet<String> names = new TreeSet<>(container.capabilities().added());
        if (!container.privileged()) {
            names.addAll(container.capabilities().granted());
        }
        boolean dropped = container.capabilities().dropsAll();
        return names.stream().flatMap(name -> remark(name, dropped).stream());
    }

    private static Optional<Remark> remark(String name, boolean dropped) {
        String worst = WORST.get(name);
        if (worst != null) {
            return Optional.of(Remark.of("has the capability " + name + ": " + worst, POINTER)
                    .severe(Severity.CRITICAL));
        }
        if (name.equals("NET_RAW")) {
            return Optional.of(
                    Remark.of("has the capability NET_RAW: it may forge packets, and addresses with them", POINTER));
        }
        if (!Capability.BASELINE.contains(name)) {
            return Optional.of(
                    Remark.of("has the capability " + name + ", which the level baseline does not allow", POINTER)
                            .severe(Severity.MEDIUM));
        }
        return dropped && !name.equals("NET_BIND_SERVICE")
                ? Optional.of(Remark.of(
                                "adds the capability " + name + ", which the level restricted does not allow", POINTER)
                        .severe(Severity.LOW)
                        .in(Profile.RESTRICTED))
                : Optional.empty();
    }
}
