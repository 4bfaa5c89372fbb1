package io.podseg.audit.manifests;

import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.audit.Audit;
import io.podseg.audit.Finding;
import io.podseg.audit.Profile;
import io.podseg.audit.checks.Checks;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.Told;
import io.podseg.audit.facts.Told.Demand;
import io.podseg.hardening.Level;
import io.podseg.hardening.StandardVersion;
import io.podseg.hardening.Violation;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of the Pod Security Standards no other check finds: their profiles must hold exactly what the standards do, so that who passes
 * one passes the other.
 */
final class Standards {
    /** Checks of the standards and the checks that say the same of what a container is in the end. */
    private static final Map<String, Set<String>> SAME = Map.ofEntries(
            Map.entry("privileged", Set.of("PS01")),
            Map.entry("hostNamespaces", Set.of("PS02")),
            Map.entry("capabilities_baseline", Set.of("PS04")),
            Map.entry("capabilities_restricted", Set.of("PS03", "PS04")),
            Map.entry("allowPrivilegeEscalation", Set.of("PS05")),
            Map.entry("runAsNonRoot", Set.of("PS06")),
            Map.entry("runAsUser", Set.of("PS06")),
            Map.entry("seccompProfile_baseline", Set.of("PS07")),
            Map.entry("seccompProfile_restricted", Set.of("PS07")),
            Map.entry("seLinuxOptions", Set.of("PS08")),
            Map.entry("appArmorProfile", Set.of("PS09")),
            Map.entry("hostPathVolumes", Set.of("PS12")),
            Map.entry("hostPorts", Set.of("PS15")),
            Map.entry("procMount", Set.of("PS16")),
            Map.entry("procMount_restricted", Set.of("PS16")),
            Map.entry("sysctls", Set.of("PS17")));

    private static final Audit ALL = new Audit(Checks.all(), Set.of());

    private Standards() {}

    static List<Told> of(Manifest<Pod> pod, PodFacts facts, HostClaims claims) {
        List<Finding> found = ALL.look(List.of(new Audited(
                        Origin.MANIFESTS, List.of(facts), List.of(), List.of(), List.of(), Optional.empty())))
                .findings();
        return Level.RESTRICTED.check(pod, StandardVersion.LATEST, claims).stream()
                .filter(violation -> found.stream().noneMatch(finding -> says(finding, violation)))
                .map(violation -> new Told(
                        facts.subject(),
                        facts.exemptions(),
                        violation.level() == Level.BASELINE ? Demand.BASELINE : Demand.RESTRICTED,
                        facts.places().of(violation.pointer()),
                        violation.pointer(),
                        violation.message()))
                .toList();
    }

    private static boolean says(Finding finding, Violation violation) {
        return SAME.getOrDefault(violation.check(), Set.of()).contains(finding.check())
                && finding.profiles().contains(Profile.valueOf(violation.level().name()));
    }
}
