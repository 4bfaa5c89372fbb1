package io.podseg.audit.live;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/**
 * What the OCI runtime was given when it last started a container (config.json of the OCI runtime specification). It says what
 * Podman's API leaves out.
 *
 * @param uid user of the first process, as inside
 * @param gid its group
 * @param groups its further groups
 * @param bounding capabilities that processes can have at most, as {@code CAP_CHOWN}
 * @param noNewPrivileges whether programs gain nothing by set-user-ID bits
 * @param namespaces types of the namespaces that are not the host's: {@code network}, {@code pid}, {@code user} ...
 * @param rootReadOnly whether the root file system cannot be written
 * @param filtered whether a seccomp profile refuses something
 * @param masked paths that are hidden
 * @param readOnly paths below {@code /proc} that cannot be written
 * @param sysctls kernel parameters that it sets
 * @param devices paths of the devices that it makes
 * @param apparmor AppArmor profile; empty for none
 * @param selinux SELinux label; empty for none
 */
public record Configured(
        long uid,
        long gid,
        List<Long> groups,
        Set<String> bounding,
        boolean noNewPrivileges,
        Set<String> namespaces,
        boolean rootReadOnly,
        boolean filtered,
        Set<String> masked,
        Set<String> readOnly,
        SortedMap<String, String> sysctls,
        List<String> devices,
        String apparmor,
        String selinux) {
    public Configured {
        groups = List.copyOf(groups);
        bounding = Set.copyOf(bounding);
        namespaces = Set.copyOf(namespaces);
        masked = Set.copyOf(masked);
        readOnly = Set.copyOf(readOnly);
        sysctls = Sorted.map(sysctls);
        devices = List.copyOf(devices);
        Objects.requireNonNull(apparmor);
        Objects.requireNonNull(selinux);
    }
}
