package io.podseg.doctor;

import java.util.List;

/** systemd ends what an ordinary user runs with the user's last session, unless the user lingers. */
final class LingerCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        if (!host.user().rootless() || !host.exists("/run/systemd/system")) {
            return List.of();
        }
        String name = host.user().name();
        return List.of(
                host.exists("/var/lib/systemd/linger/" + name)
                        ? Finding.ok("linger", name + " lingers: containers and podseg run without a login")
                        : Finding.warn(
                                "linger",
                                "containers and podseg end when " + name + " logs out, and do not come back at boot",
                                "loginctl enable-linger " + name));
    }
}
