package io.podseg.doctor;

import java.util.List;
import java.util.Optional;

/** From which port on an ordinary user's pods may publish. */
final class LowPortsCheck implements Check {
    private static final String ID = "low-ports";
    private static final String SYSCTL = "net.ipv4.ip_unprivileged_port_start";

    /** The first that the web needs; SSH and DNS are below it. */
    private static final int WEB = 80;

    @Override
    public List<Finding> look(Examined host) {
        Optional<Integer> start = host.read("/proc/sys/net/ipv4/ip_unprivileged_port_start")
                .filter(text -> text.matches("\\d{1,5}"))
                .map(Integer::valueOf);
        if (start.isEmpty()) {
            return List.of();
        }
        if (start.get() < WEB) {
            return List.of(Finding.warn(
                    ID,
                    "any user may listen on ports from " + start.get()
                            + " on, those of SSH or DNS among them when their service is down",
                    Distribution.sysctl(SYSCTL, WEB)));
        }
        return List.of(
                host.user().rootless() && start.get() > WEB
                        ? new Finding(
                                ID,
                                Finding.Level.OK,
                                host.user().name() + " may publish ports from " + start.get() + " on",
                                "for hostPort " + WEB + " and above, " + Distribution.sysctl(SYSCTL, WEB))
                        : Finding.ok(ID, "users may listen on ports from " + start.get() + " on"));
    }
}
