package io.podseg.doctor;

import io.podseg.doctor.Distribution.Family;
import java.util.List;

/** SELinux or AppArmor: whichever the distribution has is on, for it stands when all else fails. */
final class MandatoryAccessCheck implements Check {
    private static final String SELINUX = "selinux";
    private static final String APPARMOR = "apparmor";
    private static final String CONFIG = "/etc/selinux/config";
    private static final String ENFORCING = "sed -i 's/^SELINUX=.*/SELINUX=enforcing/' " + CONFIG;

    /** Comes with container-selinux: which types containers and their files have. */
    private static final String TYPES = "/usr/share/containers/selinux/contexts";

    @Override
    public List<Finding> look(Examined host) {
        Distribution system = Distribution.of(host);
        if (host.exists("/sys/fs/selinux/enforce")) {
            return List.of(selinux(host, system));
        }
        if (host.read("/sys/module/apparmor/parameters/enabled").stream().anyMatch("Y"::equals)) {
            return List.of(Finding.ok(APPARMOR, "AppArmor is on"));
        }
        return List.of(
                switch (system.family()) {
                    case RED_HAT ->
                        Finding.warn(
                                SELINUX,
                                "SELinux is off: nothing but ids and namespaces keeps containers from the host's files",
                                "as root: dnf install container-selinux policycoreutils && " + ENFORCING
                                        + " && fixfiles -F onboot && grubby --update-kernel=ALL --remove-args=selinux && reboot");
                    case DEBIAN ->
                        Finding.warn(
                                APPARMOR,
                                "AppArmor is off: nothing but ids and namespaces keeps containers from the host's files",
                                host.exists("/sys/module/apparmor")
                                        ? system.bootWith("apparmor=1") + " (and take out what names another security=)"
                                        : "as root: apt install apparmor && systemctl enable --now apparmor; where the kernel"
                                                + " lacks it, "
                                                + system.newKernel());
                    case OTHER ->
                        Finding.warn(
                                "mandatory-access",
                                "neither SELinux nor AppArmor is on: nothing but ids and namespaces keeps containers from the"
                                        + " host's files",
                                "switch on the one that this distribution has");
                });
    }

    private static Finding selinux(Examined host, Distribution system) {
        if (!host.read("/sys/fs/selinux/enforce").stream().anyMatch("1"::equals)) {
            return Finding.warn(
                    SELINUX,
                    "SELinux only complains (permissive): nothing is refused",
                    "as root: setenforce 1 && " + ENFORCING);
        }
        return host.exists(TYPES) || system.family() == Family.OTHER
                ? Finding.ok(SELINUX, "SELinux is enforcing")
                : Finding.warn(
                        SELINUX,
                        "SELinux is enforcing and knows no types of containers (" + TYPES + " is missing)",
                        system.install("selinux-policy-default", "container-selinux"));
    }
}
