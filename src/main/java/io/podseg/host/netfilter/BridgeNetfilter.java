package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.reconcile.HostException;
import io.podseg.state.BridgeSysctls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The sysctls that send packets between two ports of one bridge through iptables. Without them pods of the same network are not
 * filtered at all. They are per network namespace and exist while the module br_netfilter is loaded (or built in).
 */
final class BridgeNetfilter {
    private static final Path FOLDER = Path.of("/proc/sys/net/bridge");

    private final CommandRunner runner;
    private final ProcFiles files;

    BridgeNetfilter(CommandRunner runner, ProcFiles files) {
        this.runner = runner;
        this.files = files;
    }

    BridgeSysctls read() {
        return BridgeSysctls.of(BridgeSysctls.NAMES.stream()
                .filter(name -> files.read(FOLDER.resolve(name)).equals(Optional.of("1")))
                .toList());
    }

    void set(BridgeSysctls sysctls) throws HostException {
        if (!isLoaded()) {
            if (sysctls.on().isEmpty()) {
                return;
            }
            load();
        }
        for (String name : BridgeSysctls.NAMES) {
            Path file = FOLDER.resolve(name);
            if (!files.write(file, sysctls.on().contains(name) ? "1" : "0")) {
                throw new HostException("no permission to write " + file + ": run podseg as root");
            }
        }
    }

    private boolean isLoaded() {
        return BridgeSysctls.NAMES.stream()
                .allMatch(name -> files.read(FOLDER.resolve(name)).isPresent());
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
