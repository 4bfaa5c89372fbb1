package io.podseg.doctor;

import java.util.List;
import java.util.Optional;

/** Root's Podman and the host's firewall are root's; an ordinary user is root in that user's own namespace. */
final class RightsCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        if (host.user().rootless()) {
            return List.of(host.user()
                    .problem()
                    .map(problem -> Finding.fail(
                            "rights",
                            "podseg cannot join this user's Podman: " + problem,
                            "see the other findings; for root's Podman run podseg as root, e.g. with sudo"))
                    .orElseGet(() ->
                            Finding.ok("rights", "running as " + host.user().name() + ", for this user's own Podman")));
        }
        Optional<String> status = host.read("/proc/self/status");
        boolean root = status.stream().flatMap(String::lines).anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        return List.of(
                root
                        ? Finding.ok("rights", "running as root")
                        : Finding.fail("rights", "not running as root", "run podseg as root, e.g. with sudo"));
    }
}
