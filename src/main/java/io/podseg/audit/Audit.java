package io.podseg.audit;

import io.podseg.audit.facts.Audited;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at everything with every check. */
public final class Audit {
    private final List<Check> checks;
    private final Set<Profile> profiles;

    /**
     * An audit.
     *
     * @param checks those to make; ids are unique
     * @param profiles whose findings are told; all findings where there is none
     */
    public Audit(List<Check> checks, Set<Profile> profiles) {
        this.checks = checks.stream()
                .sorted(Comparator.comparing(check -> check.about().id()))
                .toList();
        this.profiles = Set.copyOf(profiles);
        Set<String> ids = new HashSet<>();
        checks.forEach(check -> {
            if (!ids.add(check.about().id())) {
                throw new IllegalArgumentException("twice: " + check.about().id());
            }
        });
    }

    /** What is wrong. */
    public Report look(List<Audited> all) {
        return new Report(
                checks.stream().map(Check::about).toList(),
                all.stream()
                        .flatMap(audited -> checks.stream().flatMap(check -> check.look(audited)))
                        .filter(this::wanted)
                        .toList(),
                all.stream().mapToInt(Audit::subjects).sum());
    }

    private boolean wanted(Finding finding) {
        return profiles.isEmpty() || finding.profiles().stream().anyMatch(profiles::contains);
    }

    private static int subjects(Audited audited) {
        return audited.pods().size()
                + audited.policies().size()
                + audited.networks().size()
                + audited.configs().size()
                + (audited.host().isPresent() ? 1 : 0);
    }
}
