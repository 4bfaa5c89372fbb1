package io.podseg.doctor;

import java.util.List;

/** Traffic between networks needs a kernel that forwards. */
final class ForwardingCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        if (host.user().rootless()) {
            return List.of();
        }
        boolean on = host.read("/proc/sys/net/ipv4/ip_forward").stream().anyMatch("1"::equals);
        return List.of(
                on
                        ? Finding.ok("forwarding", "the kernel forwards IPv4")
                        : Finding.ok(
                                "forwarding",
                                "the kernel forwards no IPv4 yet; Podman switches it on with its" + " first network"));
    }
}
