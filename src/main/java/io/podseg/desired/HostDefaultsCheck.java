package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.Hardening;
import io.podseg.model.Manifest;
import io.podseg.model.SecurityProfile;
import io.podseg.state.HostDefaults;
import io.podseg.state.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a profile for the host says and this Podman or this kernel would not do. Podman reads over settings that it does not know, so
 * nobody would be told; hence each is an error.
 */
final class HostDefaultsCheck {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    private final Manifest<SecurityProfile> profile;
    private final HostFacts facts;
    private final SortedMap<SettingKey, String> settings;
    private final List<Diagnostic> problems = new ArrayList<>();

    private HostDefaultsCheck(Manifest<SecurityProfile> profile, HostFacts facts) {
        this.profile = profile;
        this.facts = facts;
        this.settings = HostDefaults.of(profile.object()).settings();
    }

    static List<Diagnostic> problems(Manifest<SecurityProfile> profile, HostFacts facts) {
        HostDefaultsCheck check = new HostDefaultsCheck(profile, facts);
        if (profile.object().host()) {
            check.check();
        }
        return check.problems;
    }

    private void check() {
        Abilities can = facts.abilities();
        if (sets("read_only") && isOlder(4, 4)) {
            tell(
                    "readOnlyRootFilesystem",
                    "Podman " + can.podman() + " reads no read_only in containers.conf; use Podman 4.4 or newer, or a"
                            + " SecurityProfile without host: true");
        }
        if (sets("apparmor_profile") && !can.apparmor()) {
            tell(
                    "appArmorProfile",
                    facts.rootless()
                            ? "Podman of an ordinary user cannot set AppArmor profiles"
                            : "AppArmor is not on here; switch it on, see podseg doctor");
        }
        if (sets("seccomp_profile") && !can.seccomp()) {
            tell("seccompProfile", "this kernel filters no system calls");
        }
        if (sets("pids_limit") && !can.groups().controllers().contains("pids")) {
            tell(
                    "resources/pids",
                    "nothing here would keep it: the controller pids is not available; see podseg doctor (cgroups)");
        }
        profile.object().defaults().hardening().users().ifPresent(this::users);
        ulimits();
        if (isOlder(4, 4)
                && profile.object().defaults().hardening().ulimits().stream()
                        .anyMatch(limit -> limit.soft() != limit.hard())) {
            tell(
                    "resources/ulimits",
                    "Podman " + can.podman()
                            + " takes the soft limit for the hard one where containers are made through its"
                            + " API, so that they do not start; give both the same value");
        }
    }

    /** Such a limit would keep every container of the user from starting. */
    private void ulimits() {
        profile.object()
                .defaults()
                .hardening()
                .ulimits()
                .forEach(limit -> facts.abilities()
                        .exceeded(limit.name(), limit.hard())
                        .ifPresent(most -> tell(
                                "resources/ulimits",
                                "this user may have " + limit.name() + "=" + most
                                        + " at most, and no container would start; ask for less, or give the user more in"
                                        + " /etc/security/limits.conf and log in again")));
    }

    private void users(Hardening.UserNamespace users) {
        Abilities can = facts.abilities();
        switch (users.mode()) {
            case AUTO -> {
                long most = Math.min(can.ids().users(), can.ids().groups());
                if (most < users.size().orElse(1L)) {
                    tell(
                            "userNamespace",
                            can.ids().owner() + " has " + (most <= 0 ? "no" : "only " + most)
                                    + " subordinate ids for it; see podseg doctor");
                }
                if (users.size().isPresent() && isOlder(5, 0)) {
                    tell(
                            "userNamespace",
                            "Podman " + can.podman()
                                    + " ignores the size of auto in containers.conf; use Podman 5, or leave"
                                    + " size out");
                }
            }
            case KEEP_ID, NOMAP -> {
                if (!facts.rootless()) {
                    tell(
                            "userNamespace",
                            "root has no such user namespace (Podman refuses it or gives containers the host's ids); use auto");
                }
            }
            case HOST, MAPPED -> {}
        }
    }

    private boolean sets(String name) {
        return settings.containsKey(HostDefaults.key(name));
    }

    /** Nothing is said against a version that nobody knows. */
    private boolean isOlder(int major, int minor) {
        Matcher version = VERSION.matcher(facts.abilities().podman());
        if (!version.lookingAt()) {
            return false;
        }
        int one = Integer.parseInt(version.group(1));
        return one < major || one == major && Integer.parseInt(version.group(2)) < minor;
    }

    private void tell(String field, String message) {
        problems.add(Diagnostic.error(
                profile.source().at("/spec/defaults/" + field), profile.key() + " cannot be had: " + message));
    }
}
