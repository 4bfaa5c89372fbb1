package io.podseg.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Podman's networks are made by netavark, its names answered by aardvark-dns. */
final class NetavarkCheck implements Check {
    /** Where distributions install Podman's inner programs (containers.conf(5), helper_binaries_dir). */
    private static final List<String> FOLDERS =
            List.of("/usr/local/libexec/podman", "/usr/local/lib/podman", "/usr/libexec/podman", "/usr/lib/podman");

    @Override
    public List<Finding> look(Examined host) {
        List<Finding> findings = new ArrayList<>();
        Optional<String> backend = host.output("podman", "info", "--format", "{{.Host.NetworkBackend}}");
        backend.filter(name -> !name.equals("netavark"))
                .ifPresent(name -> findings.add(Finding.fail(
                        "network-backend",
                        "Podman makes its networks with \"" + name + "\"",
                        "install netavark and set network_backend = \"netavark\" in containers.conf; existing networks"
                                + " must be made again (podman system reset)")));
        findings.add(program(host, "netavark", "networks cannot be made"));
        findings.add(program(host, "aardvark-dns", "containers do not find each other by name"));
        return findings;
    }

    private static Finding program(Examined host, String name, String without) {
        boolean there = FOLDERS.stream().anyMatch(folder -> host.exists(folder + "/" + name))
                || host.output(name, "--version").isPresent();
        return there
                ? Finding.ok(name, name + " is installed")
                : Finding.fail(
                        name,
                        name + " is missing: " + without,
                        Distribution.of(host).install(name, name));
    }
}
