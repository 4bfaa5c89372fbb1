package io.podseg.state;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.model.Hardening;
import io.podseg.model.SecurityProfile;
import io.podseg.model.SecurityProfile.Defaults;
import io.podseg.model.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a profile that is marked for the host says of every container that anybody starts there, as containers.conf(5) says it.
 *
 * @param settings its settings
 * @param problems what containers.conf cannot say
 */
public record HostDefaults(SortedMap<SettingKey, String> settings, List<Problem> problems) {
    private static final String AT = "/spec/defaults/";
    private static final String SELECTED = "; a SecurityProfile without host: true has it for the pods that it selects";

    public HostDefaults {
        settings = Sorted.map(settings);
        problems = List.copyOf(problems);
    }

    /**
     * Something that cannot be had.
     *
     * @param pointer where the profile says it
     * @param message why, and what can be had instead
     */
    public record Problem(String pointer, String message) {}

    /** Reads a profile; nothing comes of one that is about pods. */
    public static HostDefaults of(SecurityProfile profile) {
        Reader reader = new Reader();
        if (profile.host()) {
            reader.read(profile.defaults());
        }
        return new HostDefaults(reader.settings, reader.problems);
    }

    /** The key of a setting for containers. */
    public static SettingKey key(String name) {
        return new SettingKey(SettingKey.File.CONTAINERS_CONF, "containers." + name);
    }

    private static final class Reader {
        private final SortedMap<SettingKey, String> settings = new TreeMap<>();
        private final List<Problem> problems = new ArrayList<>();

        void read(Defaults defaults) {
            context(defaults.context());
            seccomp(defaults.context().getSeccompProfile(), defaults.hardening().seccomp());
            hardening(defaults.hardening());
            String slice =
                    ": containers.conf has no such limit (memory and cpus there are of podman machine). Limit pods by a"
                            + " SecurityProfile without host: true, and all containers together by their slice: systemctl set-property"
                            + " machine.slice MemoryMax=... CPUQuota=... (of a user: user-UID.slice)";
            unsayable(defaults.memory(), "resources/memory", "memory" + slice);
            unsayable(defaults.cpu(), "resources/cpu", "cpu" + slice);
            missing(defaults.healthCheck(), "healthCheck");
            missing(defaults.hostIp(), "hostIP");
        }

        private void context(SecurityContext context) {
            capabilities(context.getCapabilities());
            missing(Optional.ofNullable(context.getAllowPrivilegeEscalation()), "allowPrivilegeEscalation");
            missing(Optional.ofNullable(context.getRunAsNonRoot()), "runAsNonRoot");
            missing(Optional.ofNullable(context.getRunAsUser()), "runAsUser");
            missing(Optional.ofNullable(context.getRunAsGroup()), "runAsGroup");
            missing(Optional.ofNullable(context.getSeLinuxOptions()), "seLinuxOptions");
            Optional.ofNullable(context.getReadOnlyRootFilesystem())
                    .ifPresent(only -> set("read_only", String.valueOf(only)));
            apparmor(context.getAppArmorProfile());
        }

        /** The file has the whole list of what containers get, and what Podman's own is differs between its versions. */
        private void capabilities(@Nullable Capabilities capabilities) {
            if (capabilities == null) {
                return;
            }
            List<String> drop = names(capabilities.getDrop());
            if (!drop.contains("ALL")) {
                problem(
                        "capabilities",
                        "containers.conf has a list of all capabilities that containers get: write drop: [ALL] and add those");
                return;
            }
            set("default_capabilities", JsonText.of(names(capabilities.getAdd())));
        }

        private static List<String> names(@Nullable List<String> names) {
            return names == null
                    ? List.of()
                    : names.stream()
                            .map(name -> name.toUpperCase(Locale.ROOT))
                            .map(name -> name.startsWith("CAP_") ? name.substring(4) : name)
                            .distinct()
                            .sorted()
                            .toList();
        }

        private void apparmor(@Nullable AppArmorProfile profile) {
            if (profile == null || profile.getType() == null) {
                return;
            }
            switch (profile.getType()) {
                case "Unconfined" -> set("apparmor_profile", JsonText.of("unconfined"));
                case "Localhost" ->
                    Optional.ofNullable(profile.getLocalhostProfile())
                            .ifPresent(name -> set("apparmor_profile", JsonText.of(name)));
                default -> {}
            }
        }

        private void seccomp(@Nullable SeccompProfile profile, Optional<Hardening.Seccomp> own) {
            String type = profile == null
                    ? ""
                    : Optional.ofNullable(profile.getType()).orElse("");
            if (own.isPresent()) {
                set("seccomp_profile", own.get().json());
            } else if (type.equals("Unconfined")) {
                set("seccomp_profile", JsonText.of("unconfined"));
            } else if (profile != null && type.equals("Localhost") && profile.getLocalhostProfile() != null) {
                set("seccomp_profile", JsonText.of(profile.getLocalhostProfile()));
            }
        }

        private void hardening(Hardening hardening) {
            hardening.pids().ifPresent(pids -> set("pids_limit", String.valueOf(pids)));
            if (!hardening.ulimits().isEmpty()) {
                set(
                        "default_ulimits",
                        JsonText.of(hardening.ulimits().stream()
                                .map(limit -> limit.name() + "=" + limit.soft() + ":" + limit.hard())
                                .toList()));
            }
            hardening.users().ifPresent(this::users);
            missing(hardening.memorySwap(), "resources/memorySwap");
            missing(hardening.memoryReservation(), "resources/memoryReservation");
            missing(hardening.cpuShares(), "resources/cpuShares");
            missing(hardening.cpus(), "resources/cpus");
            missing(hardening.maxRetries(), "restart");
            missing(hardening.tmpfs().stream().findFirst(), "tmpfs");
            missing(
                    Optional.of(hardening.blockIo()).filter(io -> !io.equals(Hardening.BlockIo.NONE)),
                    "resources/blockIO");
        }

        private void users(Hardening.UserNamespace users) {
            switch (users.mode()) {
                case HOST -> set("userns", JsonText.of("host"));
                case AUTO ->
                    set(
                            "userns",
                            JsonText.of("auto"
                                    + users.size().map(size -> ":size=" + size).orElse("")));
                case KEEP_ID -> set("userns", JsonText.of("keep-id"));
                case NOMAP -> set("userns", JsonText.of("nomap"));
                case MAPPED ->
                    problem(
                            "userNamespace",
                            "containers.conf has no explicit mappings (uidmap and gidmap there mean nothing): use mode auto, which"
                                    + " takes ids of the user containers in /etc/subuid");
            }
        }

        private void missing(Optional<?> said, String field) {
            unsayable(
                    said, field, field.replaceAll(".*/", "") + ": containers.conf has nothing of that kind" + SELECTED);
        }

        private void unsayable(Optional<?> said, String field, String message) {
            if (said.isPresent()) {
                problem(field, message);
            }
        }

        private void problem(String field, String message) {
            problems.add(new Problem(AT + field, message));
        }

        private void set(String name, String value) {
            settings.put(key(name), value);
        }
    }
}
