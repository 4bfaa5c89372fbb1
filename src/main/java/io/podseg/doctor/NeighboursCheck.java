package io.podseg.doctor;

import java.util.ArrayList;
import java.util.List;

/** Other programs that write firewall rules. They do no harm to podseg's, but what they drop stays dropped. */
final class NeighboursCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        List<Finding> findings = new ArrayList<>();
        if (host.user().rootless()) {
            // They write into the host's network namespace, where none of this user's bridges stand.
            return findings;
        }
        if (host.output("firewall-cmd", "--state").isPresent()) {
            findings.add(Finding.warn(
                    "firewalld",
                    "firewalld is active; its reload takes Podman's own rules away",
                    "after a reload run: podman network reload --all"));
        }
        if (host.read("/etc/ufw/ufw.conf").stream().flatMap(String::lines).anyMatch("ENABLED=yes"::equals)) {
            findings.add(Finding.warn(
                    "ufw",
                    "ufw is active; it may drop forwarded traffic that policies allow",
                    "see: ufw status verbose"));
        }
        if (host.exists("/run/docker.sock")) {
            findings.add(
                    Finding.warn(
                            "docker",
                            "Docker is installed; it sets the FORWARD chain's policy to DROP",
                            "where pods cannot reach anything, allow it: iptables -P FORWARD ACCEPT, or Docker's ip-forward-no-drop"));
        }
        return findings;
    }
}
