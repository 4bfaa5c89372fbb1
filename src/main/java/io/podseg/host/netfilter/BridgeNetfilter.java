package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.model.Family;
import io.podseg.reconcile.HostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The sysctls that send packets between two ports of one bridge through iptables. Without them pods of the same network are not
 * filtered at all. They are per network namespace and exist while the module br_netfilter is loaded (or built in).
 */
final class BridgeNetfilter {
    private static final Path FOLDER = Path.of("/proc/sys/net/bridge");
    private static final Path V4 = FOLDER.resolve("bridge-nf-call-iptables");
    private static final Path V6 = FOLDER.resolve("bridge-nf-call-ip6tables");
    private static final List<Path> FILES = List.of(V4, V6);

    private final CommandRunner runner;
    private final ProcFiles files;

    BridgeNetfilter(CommandRunner runner, ProcFiles files) {
        this.runner = runner;
        this.files = files;
    }

    boolean isOn() {
        return FILES.stream().allMatch(this::isOn);
    }

    boolean isOn(Family family) {
        return isOn(family == Family.V4 ? V4 : V6);
    }

    private boolean isOn(Path file) {
        return files.read(file).equals(Optional.of("1"));
    }

    void set(boolean on) throws HostException {
        if (!isLoaded()) {
            if (!on) {
                return;
            }
            load();
        }
        for (Path file : FILES) {
            if (!files.write(file, on ? "1" : "0")) {
                throw new HostException("no permission to write " + file + ": run podseg as root");
            }
        }
    }

    private boolean isLoaded() {
        return FILES.stream().allMatch(file -> files.read(file).isPresent());
    }

    private void load() throws HostException {
        runner.run(List.of("modprobe", "br_netfilter"), "");
        if (!isLoaded()) {
            throw new HostException(
                    "the kernel module br_netfilter is not loaded and \"modprobe br_netfilter\" did not load it;"
                            + " without it packets between pods of one network cannot be filtered: load it as root, and name it in"
                            + " /etc/modules-load.d/podseg.conf so that it is loaded at boot");
        }
    }
}
