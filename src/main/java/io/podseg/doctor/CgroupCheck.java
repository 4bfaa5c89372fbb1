package io.podseg.doctor;

import java.util.Arrays;
import java.util.List;

/** Which version of control groups the kernel offers, and what may be limited by them. */
final class CgroupCheck implements Check {
    private static final String ID = "cgroups";
    private static final String ROOT = "/sys/fs/cgroup/cgroup.controllers";
    private static final String UNIFIED = "systemd.unified_cgroup_hierarchy";

    /** Without these the limits of a pod mean nothing. */
    private static final List<String> NEEDED = List.of("cpu", "memory", "pids");

    private static final List<String> WANTED = List.of("cpu", "cpuset", "io", "memory", "pids");

    @Override
    public List<Finding> look(Examined host) {
        if (!host.exists(ROOT)) {
            return List.of(first(host));
        }
        return List.of(host.user().rootless() ? ofUser(host) : ofRoot(host));
    }

    private static Finding first(Examined host) {
        String without = host.user().rootless()
                ? "limits of memory, CPU and processes are not kept for an ordinary user's containers"
                : "newer versions of Podman and crun do without";
        Distribution system = Distribution.of(host);
        boolean asked = host.read("/proc/cmdline").stream().anyMatch(line -> line.contains(UNIFIED + "=0"));
        return Finding.warn(
                ID,
                "control groups version 1: " + without,
                asked ? system.bootWithout(UNIFIED + "=0") : system.bootWith(UNIFIED + "=1"));
    }

    private static Finding ofRoot(Examined host) {
        List<String> missing = missing(host, ROOT, NEEDED);
        return missing.isEmpty()
                ? Finding.ok(ID, "control groups version 2")
                : Finding.warn(
                        ID,
                        "control groups version 2, and this kernel cannot limit " + String.join(", ", missing),
                        missing.contains("memory")
                                ? Distribution.of(host).bootWith("cgroup_enable=memory")
                                : "take cgroup_disable= out of the kernel's command line, or use a kernel with them");
    }

    /** systemd hands an ordinary user the controllers that it is told to. */
    private static Finding ofUser(Examined host) {
        long id = host.user().id();
        String folder = "/sys/fs/cgroup/user.slice/user-" + id + ".slice/user@" + id + ".service";
        List<String> missing = missing(host, folder + "/cgroup.controllers", WANTED);
        return missing.isEmpty()
                ? Finding.ok(ID, "control groups version 2, with limits for this user")
                : Finding.warn(
                        ID,
                        "this user may not limit " + String.join(", ", missing) + " of containers",
                        "as root: mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate="
                                + String.join(" ", WANTED)
                                + "\\n' > /etc/systemd/system/user@.service.d/delegate.conf && systemctl daemon-reload, then log"
                                + " out of all sessions and in again");
    }

    private static List<String> missing(Examined host, String file, List<String> wanted) {
        List<String> given = host.read(file).stream()
                .flatMap(text -> Arrays.stream(text.split("\\s+")))
                .toList();
        return wanted.stream().filter(each -> !given.contains(each)).toList();
    }
}
