package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Check;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All checks. */
public final class Checks {
    private static final List<Check> ALL = List.of(
            new PrivilegedCheck(),
            new HostNamespacesCheck(),
            new CapabilitiesDroppedCheck(),
            new CapabilitiesAddedCheck(),
            new NoNewPrivilegesCheck(),
            new RootUserCheck(),
            new SeccompCheck(),
            new SelinuxCheck(),
            new AppArmorCheck(),
            new WritableRootCheck(),
            new LimitsCheck(),
            new HostPathCheck(),
            new EngineSocketCheck(),
            new DevicesCheck(),
            new HostPortsCheck(),
            new MaskingCheck(),
            new SysctlsCheck(),
            new HostUsersCheck(),
            new ImageTagCheck(),
            new ImageTrustCheck(),
            new InsecureRegistryCheck(),
            new PlainSecretsCheck(),
            new HealthCheck(),
            new UnselectedPodCheck(),
            new IdlePolicyCheck(),
            new NetworksCheck(),
            new RootfulCheck(),
            new GuardedFilesCheck(),
            new RemoteAccessCheck(),
            new RestartsCheck(),
            new UnkeptFieldCheck(),
            new RulesDriftCheck(),
            new HookMissingCheck(),
            new OpenIpv6Check(),
            new HookUsersCheck(),
            new LeastPrivilegeCheck(),
            new StandardCheck());

    private static final Set<String> IDS =
            ALL.stream().map(Check::about).map(About::id).collect(Collectors.toUnmodifiableSet());

    private Checks() {}

    /** All of them, sorted by id. */
    public static List<Check> all() {
        return ALL;
    }

    /** Their ids. */
    public static Set<String> ids() {
        return IDS;
    }
}
