package io.podseg.hardening;

import static io.podseg.hardening.Level.BASELINE;
import static io.podseg.hardening.Level.RESTRICTED;

import java.util.ArrayList;
import java.util.List;

/**
 * The checks of the Pod Security Standards with the versions they count in, as the library of the PodSecurity admission has them
 * (k8s.io/pod-security-admission/policy), plus what says the same by Podman's annotations.
 */
final class Standard {
    private static final int ALWAYS = 0;

    private static final List<Check> CHECKS = List.of(
            new Check("hostNamespaces", BASELINE, ALWAYS, HostChecks::namespaces),
            new Check("privileged", BASELINE, ALWAYS, ConfinementChecks::privileged),
            new Check("capabilities_baseline", BASELINE, ALWAYS, CapabilityChecks::baseline),
            new Check("hostPathVolumes", BASELINE, ALWAYS, HostChecks::hostPaths),
            new Check("hostPorts", BASELINE, ALWAYS, HostChecks::hostPorts),
            new Check("hostProbesAndHostLifecycle", BASELINE, 34, HostChecks::hosts),
            new Check("appArmorProfile", BASELINE, ALWAYS, ConfinementChecks::appArmor),
            new Check("seLinuxOptions", BASELINE, ALWAYS, ConfinementChecks::seLinux),
            new Check("procMount", BASELINE, ALWAYS, ConfinementChecks::procMount),
            new Check("seccompProfile_baseline", BASELINE, ALWAYS, SeccompChecks::baseline),
            new Check("sysctls", BASELINE, ALWAYS, ConfinementChecks::sysctls),
            new Check("windowsHostProcess", BASELINE, ALWAYS, ConfinementChecks::windowsHostProcess),
            new Check("procMount_restricted", RESTRICTED, 35, ConfinementChecks::masked),
            new Check("restrictedVolumes", RESTRICTED, ALWAYS, HostChecks::restrictedVolumes),
            new Check("allowPrivilegeEscalation", RESTRICTED, 8, UserChecks::escalation),
            new Check("runAsNonRoot", RESTRICTED, ALWAYS, UserChecks::nonRoot),
            new Check("runAsUser", RESTRICTED, 23, UserChecks::user),
            new Check("seccompProfile_restricted", RESTRICTED, 19, SeccompChecks::restricted),
            new Check("capabilities_restricted", RESTRICTED, 22, CapabilityChecks::restricted));

    private Standard() {}

    /** Looks at a pod. */
    private interface Look {
        void at(Parts pod, StandardVersion version, Found found);
    }

    /**
     * One check.
     *
     * @param id Kubernetes' name
     * @param level where it belongs to
     * @param since first minor version that has it
     */
    private record Check(String id, Level level, int since, Look look) {
        boolean counts(Level wanted, StandardVersion version) {
            return level.compareTo(wanted) <= 0 && version.since(since);
        }
    }

    /** Where a check says what it found. */
    static final class Found {
        private final Check check;
        private final List<Violation> violations;

        private Found(Check check, List<Violation> violations) {
            this.check = check;
            this.violations = violations;
        }

        void at(String pointer, String message) {
            violations.add(new Violation(check.id, check.level, pointer, message));
        }
    }

    /** Each place is named once: what a baseline check and the restricted one of the same fields find is told by the first. */
    static List<Violation> check(Level level, Parts parts, StandardVersion version) {
        List<Violation> violations = new ArrayList<>();
        for (Check check : CHECKS) {
            if (check.counts(level, version)) {
                List<Violation> found = new ArrayList<>();
                check.look.at(parts, version, new Found(check, found));
                found.removeIf(one ->
                        violations.stream().anyMatch(before -> before.pointer().equals(one.pointer())));
                violations.addAll(found);
            }
        }
        return violations;
    }
}
