package io.podseg.doctor;

import java.util.List;

/** conntrack ends what a policy no longer allows. */
final class ConntrackCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        return List.of(host.output("conntrack", "--version")
                .map(version ->
                        Finding.ok("conntrack", version.lines().findFirst().orElse("conntrack")))
                .orElseGet(() -> Finding.fail(
                        "conntrack",
                        "conntrack is missing: open connections cannot be ended",
                        Distribution.of(host).install("conntrack", "conntrack-tools"))));
    }
}
