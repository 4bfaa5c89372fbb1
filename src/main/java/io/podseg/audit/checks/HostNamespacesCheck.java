package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.PodCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.HostNamespace;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS02: the pod shares namespaces of the host. */
final class HostNamespacesCheck implements PodCheck {
    private static final About ABOUT = About.of(
                    "PS02",
                    Severity.HIGH,
                    "Shares namespaces of the host",
                    "Remove hostNetwork, hostPID and hostIPC (podman run: --network host, --pid host, --ipc host, --uts host); publish the ports that are needed.")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: Host Namespaces")
            .known(Catalogue.CIS, "5.10", "5.16", "5.17", "5.21")
            .known(Catalogue.TRIVY, "KSV-0008", "KSV-0009", "KSV-0010")
            .known(Catalogue.KUBESCAPE, "C-0038", "C-0041");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod) {

        return pod.sharedInOrder().map(HostNamespacesCheck::remark);
    }

    private static Remark remark(HostNamespace shared) {
        return switch (shared) {
            case NETWORK ->
                Remark.of(
                        "uses the network of the host: no policy holds for it, and it reaches what listens on loopback",
                        "/spec/hostNetwork");
            case PID -> Remark.of("sees the processes of the host and may send them signals", "/spec/hostPID");
            case IPC -> Remark.of("shares the shared memory and semaphores of the host", "/spec/hostIPC");
            case UTS ->
                Remark.of("may change the name of the host", "/spec/hostname")
                        .severe(Severity.MEDIUM)
                        .in(Profile.CIS);
            case CGROUP ->
                Remark.of("sees the cgroups of the host", "/spec")
                        .severe(Severity.MEDIUM)
                        .in(Profile.CIS);
        };
    }
}
