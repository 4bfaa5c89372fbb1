package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.PodCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.PortFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** PS15: ports of the host. */
final class HostPortsCheck implements PodCheck {
    private static final About ABOUT = About.of(
                    "PS15",
                    Severity.MEDIUM,
                    "Ports of the host",
                    "Remove hostPort where nobody outside needs it; else bind it to one address by hostIP (podman run: -p 127.0.0.1:8080:80), above 1023.")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: Host Ports")
            .known(Catalogue.CIS, "5.8", "5.14")
            .known(Catalogue.TRIVY, "KSV-0024", "KSV-0117")
            .known(Catalogue.KUBESCAPE, "C-0044");

    private static final int PRIVILEGED = 1024;

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod) {

        return pod.ports().stream().flatMap(HostPortsCheck::remarks);
    }

    private static Stream<Remark> remarks(PortFacts port) {
        String name = port.hostPort() + "/" + port.protocol();
        List<Remark> remarks = new ArrayList<>();
        remarks.add(
                port.everywhere()
                        ? Remark.of("publishes port " + name + " on all addresses of the host", port.pointer())
                        : Remark.of("publishes port " + name + " on " + port.hostIp(), port.pointer())
                                .severe(Severity.LOW)
                                .in(Profile.BASELINE));
        if (port.hostPort() < PRIVILEGED) {
            remarks.add(Remark.of("takes the privileged port " + name + " of the host", port.pointer())
                    .severe(Severity.LOW)
                    .in(Profile.CIS));
        }
        return remarks.stream();
    }
}
