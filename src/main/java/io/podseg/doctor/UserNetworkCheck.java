package io.podseg.doctor;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What carries the packets of an ordinary user's containers to the outside. */
final class UserNetworkCheck implements Check {
    private static final String TUN = "/dev/net/tun";

    @Override
    public List<Finding> look(Examined host) {
        if (!host.user().rootless()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        boolean tun = Files.isReadable(host.path(TUN)) && Files.isWritable(host.path(TUN));
        findings.add(
                tun
                        ? Finding.ok("tun", TUN + " can be used")
                        : Finding.fail(
                                "tun",
                                TUN + (host.exists(TUN) ? " may not be opened by this user" : " is missing")
                                        + ": containers on networks cannot start",
                                host.exists(TUN) ? "as root: chmod 666 " + TUN : "as root: modprobe tun"));
        boolean five =
                host.output("podman", "--version").stream().anyMatch(text -> text.matches(".* ([5-9]|\\d\\d)\\..*"));
        boolean pasta = host.output("pasta", "--version").isPresent();
        boolean slirp = host.output("slirp4netns", "--version").isPresent();
        if (five ? pasta : slirp) {
            findings.add(Finding.ok("user-network", (five ? "pasta" : "slirp4netns") + " is installed"));
        } else if (slirp) {
            findings.add(Finding.warn(
                    "user-network",
                    "pasta, which Podman 5 uses for networks, is missing",
                    Distribution.of(host).install("passt", "passt")
                            + ", or set default_rootless_network_cmd = \"slirp4netns\" in containers.conf"));
        } else {
            findings.add(Finding.fail(
                    "user-network",
                    (five ? "pasta" : "slirp4netns") + " is missing: containers on networks cannot start",
                    Distribution.of(host).install(five ? "passt" : "slirp4netns", five ? "passt" : "slirp4netns")));
        }
        return findings;
    }
}
