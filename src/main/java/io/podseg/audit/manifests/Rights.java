package io.podseg.audit.manifests;

import static io.podseg.audit.manifests.PodFactsOf.orEmpty;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.audit.facts.CapabilityFacts;
import io.podseg.audit.facts.UserFacts;
import io.podseg.audit.facts.UserFacts.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the processes of a container may do, and as whom. */
final class Rights {
    /** What Podman grants where nothing is said: containers.conf(5), {@code default_capabilities}. */
    private static final List<String> DEFAULT = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private static final String ALL = "ALL";

    private Rights() {}

    static CapabilityFacts capabilities(SecurityContext own) {
        List<String> added = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        if (own.getCapabilities() != null) {
            orEmpty(own.getCapabilities().getAdd()).forEach(name -> added.add(plain(name)));
            orEmpty(own.getCapabilities().getDrop()).forEach(name -> dropped.add(plain(name)));
        }
        boolean dropsAll = dropped.contains(ALL);
        TreeSet<String> granted = new TreeSet<>(dropsAll ? List.of() : DEFAULT);
        dropped.forEach(granted::remove);
        granted.addAll(added);
        return new CapabilityFacts(added, dropsAll, granted);
    }

    private static String plain(String name) {
        return name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
    }

    static UserFacts user(PodSecurityContext pod, SecurityContext own) {
        Long user = own.getRunAsUser() != null ? own.getRunAsUser() : pod.getRunAsUser();
        Long group = own.getRunAsGroup() != null ? own.getRunAsGroup() : pod.getRunAsGroup();
        Boolean refused = own.getRunAsNonRoot() != null ? own.getRunAsNonRoot() : pod.getRunAsNonRoot();
        return new UserFacts(
                root(user), group(pod, group), Boolean.TRUE.equals(refused), user == null ? "" : Long.toString(user));
    }

    private static Root group(PodSecurityContext pod, @Nullable Long group) {
        return orEmpty(pod.getSupplementalGroups()).contains(0L) ? Root.YES : root(group);
    }

    private static Root root(@Nullable Long id) {
        if (id == null) {
            return Root.UNKNOWN;
        }
        return id == 0 ? Root.YES : Root.NO;
    }
}
