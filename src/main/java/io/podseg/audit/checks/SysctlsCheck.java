package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.PodCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.PodFacts;
import java.util.Set;
import java.util.stream.Stream;

/** PS17: kernel parameters. */
final class SysctlsCheck implements PodCheck {
    private static final About ABOUT = About.of(
                    "PS17",
                    Severity.MEDIUM,
                    "Unsafe kernel parameters",
                    "Remove the sysctl; those that Kubernetes calls safe have an effect on the pod alone.")
            .in(Profile.BASELINE)
            .known(Catalogue.PSS, "baseline: Sysctls")
            .known(Catalogue.TRIVY, "KSV-0026");

    private static final Set<String> SAFE = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_wmem");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod) {

        return pod.sysctls().keySet().stream()
                .filter(name -> !SAFE.contains(name))
                .map(name -> Remark.of(
                        "sets the kernel parameter " + name + ", which is not among the safe ones",
                        "/spec/securityContext/sysctls"));
    }
}
