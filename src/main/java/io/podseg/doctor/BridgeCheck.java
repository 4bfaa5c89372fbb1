package io.podseg.doctor;

import java.util.List;
import java.util.Optional;

/** Packets inside one network pass the filter only through br_netfilter. */
final class BridgeCheck implements Check {
    private static final String SYSCTL = "/proc/sys/net/bridge/bridge-nf-call-iptables";

    @Override
    public List<Finding> look(Examined host) {
        Optional<String> value = host.read(SYSCTL);
        if (value.isPresent()) {
            return List.of(
                    value.get().equals("1")
                            ? Finding.ok("br-netfilter", "traffic inside a network passes the filter (br_netfilter)")
                            : Finding.ok(
                                    "br-netfilter",
                                    "br_netfilter is there; podseg switches it on with the first apply"));
        }
        if (host.user().rootless()) {
            return List.of(Finding.fail(
                    "br-netfilter",
                    "the kernel module br_netfilter is not loaded, and only root may load it: traffic inside a network cannot"
                            + " be filtered",
                    "once, as root: modprobe br_netfilter && echo br_netfilter > /etc/modules-load.d/podseg.conf"));
        }
        boolean loadable = host.output("modprobe", "--dry-run", "br_netfilter").isPresent();
        return List.of(
                loadable
                        ? Finding.ok("br-netfilter", "br_netfilter is not loaded; podseg loads it with the first apply")
                        : Finding.fail(
                                "br-netfilter",
                                "the kernel module br_netfilter is missing: traffic inside a network cannot be filtered",
                                "install the kernel's modules (on some clouds a package such as linux-modules-extra)"));
    }
}
