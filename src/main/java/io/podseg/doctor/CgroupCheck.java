package io.podseg.doctor;

import java.util.List;

/** Which version of control groups the kernel offers. */
final class CgroupCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        return List.of(
                host.exists("/sys/fs/cgroup/cgroup.controllers")
                        ? Finding.ok("cgroups", "control groups version 2")
                        : Finding.warn(
                                "cgroups",
                                "control groups version 1: newer versions of Podman and crun do without",
                                "boot with systemd.unified_cgroup_hierarchy=1"));
    }
}
