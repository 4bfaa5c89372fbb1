package io.podseg.doctor;

import java.util.List;
import java.util.Optional;

/** Whether this kernel lets users, and root's Podman, have user namespaces. */
final class UserNamespacesCheck implements Check {
    private static final String ID = "user-namespaces";

    /** What the kernels of Ubuntu 23.10 and later ask for before an ordinary user may have one. */
    private static final String PROFILE = "/etc/apparmor.d/podman";

    @Override
    public List<Finding> look(Examined host) {
        Optional<Finding> problem = problem(host);
        return List.of(problem.orElseGet(() -> {
            String most = host.read("/proc/sys/user/max_user_namespaces").orElse("");
            // In a namespace of its own, where podseg is for an ordinary user, the kernel tells no bound that means
            // anything.
            return Finding.ok(
                    ID,
                    "user namespaces" + (most.isEmpty() || host.user().rootless() ? " can be had" : ": up to " + most));
        }));
    }

    private static Optional<Finding> problem(Examined host) {
        boolean rootless = host.user().rootless();
        if (is(host, "/proc/sys/user/max_user_namespaces", "0")) {
            return Optional.of(finding(
                    rootless,
                    "this kernel lets nobody have user namespaces",
                    Distribution.sysctl("user.max_user_namespaces", 15000)));
        }
        if (is(host, "/proc/sys/kernel/unprivileged_userns_clone", "0")) {
            return Optional.of(finding(
                    rootless,
                    "this kernel lets root alone have user namespaces",
                    Distribution.sysctl("kernel.unprivileged_userns_clone", 1)));
        }
        if (is(host, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1") && !host.exists(PROFILE)) {
            return Optional.of(Finding.warn(
                    ID,
                    "AppArmor lets ordinary users have user namespaces by profile only, and " + PROFILE + " is missing",
                    "as root: apt install --reinstall apparmor && apparmor_parser -r " + PROFILE));
        }
        return Optional.empty();
    }

    private static Finding finding(boolean rootless, String message, String remedy) {
        return rootless ? Finding.fail(ID, message, remedy) : Finding.warn(ID, message, remedy);
    }

    private static boolean is(Examined host, String file, String value) {
        return host.read(file).stream().anyMatch(value::equals);
    }
}
