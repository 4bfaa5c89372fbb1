package io.podseg.doctor;

import java.util.List;

/** All checks, in the order in which their findings are read. */
public final class Doctor {
    private static final List<Check> CHECKS = List.of(
            new RightsCheck(),
            new KernelCheck(),
            new UserNamespacesCheck(),
            new SubordinateIdsCheck(),
            new SubordinateOverlapCheck(),
            new UserNetworkCheck(),
            new LingerCheck(),
            new PodmanCheck(),
            new NetavarkCheck(),
            new RuntimeCheck(),
            new CgroupCheck(),
            new MandatoryAccessCheck(),
            new LowPortsCheck(),
            new IptablesCheck(),
            new IpsetCheck(),
            new ConntrackCheck(),
            new BridgeCheck(),
            new ForwardingCheck(),
            new StateFolderCheck(),
            new HookCheck(),
            new NeighboursCheck());

    private Doctor() {}

    /** Examines a host. */
    public static List<Finding> examine(Examined host) {
        return CHECKS.stream().flatMap(check -> check.look(host).stream()).toList();
    }
}
