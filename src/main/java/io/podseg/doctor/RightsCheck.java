package io.podseg.doctor;

import java.util.List;
import java.util.Optional;

/** Rootful Podman and the host's firewall are root's. */
final class RightsCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        Optional<String> status = host.read("/proc/self/status");
        boolean root = status.stream().flatMap(String::lines).anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        return List.of(
                root
                        ? Finding.ok("rights", "running as root")
                        : Finding.fail("rights", "not running as root", "run podseg as root, e.g. with sudo"));
    }
}
