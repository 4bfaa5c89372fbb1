package io.podseg.audit;

import java.util.List;

/**
 * What an audit found.
 *
 * @param checks the checks that were made, sorted by id
 * @param findings findings, exempt ones among them, sorted by subject and severity
 * @param subjects how many pods, policies, networks, ConfigMaps and hosts were looked at
 */
public record Report(List<About> checks, List<Finding> findings, int subjects) {
    public Report {
        checks = List.copyOf(checks);
        findings = findings.stream().distinct().sorted().toList();
    }

    /** Findings that nobody has accepted. */
    public List<Finding> open() {
        return findings.stream().filter(Finding::open).toList();
    }

    /** Findings that somebody has accepted, with the reason. */
    public List<Finding> exempt() {
        return findings.stream().filter(finding -> !finding.open()).toList();
    }

    /** How many open findings are of this severity. */
    public long count(Severity severity) {
        return open().stream().filter(finding -> finding.severity() == severity).count();
    }

    /** Whether an open finding is as bad as this, or worse. */
    public boolean reaches(Severity threshold) {
        return open().stream().anyMatch(finding -> finding.severity().reaches(threshold));
    }
}
