package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Profiles of seccomp and AppArmor. */
final class Profiles {
    private static final List<String> TYPES = List.of("RuntimeDefault", "Unconfined", "Localhost");
    /** Below a folder, and without what Podman or the kernel would split. */
    private static final String NAME = "(?!.*(^|/)\\.\\.(/|$))[A-Za-z0-9._-][A-Za-z0-9._/-]{0,254}";

    private final Problems problems;

    Profiles(Problems problems) {
        this.problems = problems;
    }

    void seccomp(@Nullable SeccompProfile profile, String pointer) {
        if (profile != null) {
            check(profile.getType(), profile.getLocalhostProfile(), pointer);
        }
    }

    void apparmor(@Nullable AppArmorProfile profile, String pointer) {
        if (profile != null) {
            check(profile.getType(), profile.getLocalhostProfile(), pointer);
        }
    }

    private void check(@Nullable String type, @Nullable String localhost, String pointer) {
        if (type == null) {
            problems.missing(pointer, "type");
            return;
        }
        new Values(problems).oneOf(pointer + "/type", type, TYPES);
        if (type.equals("Localhost") && localhost == null) {
            problems.missing(pointer, "localhostProfile");
        } else if (!type.equals("Localhost") && localhost != null) {
            problems.error(pointer + "/localhostProfile", "localhostProfile has an effect only with type Localhost");
        } else if (localhost != null && !localhost.matches(NAME)) {
            problems.error(
                    pointer + "/localhostProfile",
                    "localhostProfile " + Quoted.of(localhost)
                            + " is not valid, expected a relative path of letters, digits, \".\", \"_\", \"-\" and \"/\"");
        }
    }
}
