package io.podseg.cli;

import io.podseg.audit.About;
import io.podseg.audit.Finding;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference;
import io.podseg.audit.Report;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Subject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an audit found, for programs. */
final class AuditTree {
    static final String SCHEMA = "podseg.io/audit/v1";

    private AuditTree() {}

    static Map<String, Object> of(Report report) {
        Map<String, Object> summary = new LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            summary.put(severity.word(), report.count(severity));
        }
        summary.put("exempt", report.exempt().size());
        summary.put("objects", report.subjects());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("summary", summary);
        tree.put("checks", report.checks().stream().map(AuditTree::check).toList());
        tree.put("findings", report.findings().stream().map(AuditTree::finding).toList());
        return tree;
    }

    private static Map<String, Object> check(About check) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", check.id());
        tree.put("severity", check.severity().word());
        tree.put("title", check.title());
        tree.put("remedy", check.remedy());
        tree.put("profiles", words(check.profiles()));
        tree.put(
                "references",
                check.references().stream().map(AuditTree::reference).toList());
        return tree;
    }

    private static Map<String, Object> reference(Reference reference) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("catalogue", reference.catalogue().title());
        tree.put("id", reference.id());
        return tree;
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("check", finding.check());
        tree.put("severity", finding.severity().word());
        tree.put("origin", finding.subject().origin().name().toLowerCase(Locale.ROOT));
        tree.put("object", object(finding.subject()));
        finding.position().ifPresent(position -> {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("file", position.file());
            place.put("line", position.line());
            place.put("column", position.column());
            tree.put("position", place);
        });
        tree.put("field", finding.pointer());
        tree.put("message", finding.message());
        tree.put("remedy", finding.remedy());
        tree.put("profiles", words(finding.profiles()));
        finding.exemption().ifPresent(reason -> tree.put("exemption", Map.of("reason", reason)));
        return tree;
    }

    private static Map<String, Object> object(Subject subject) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", subject.key().kind());
        tree.put("namespace", subject.key().namespace());
        tree.put("name", subject.key().name());
        subject.container().ifPresent(container -> tree.put("container", container));
        return tree;
    }

    private static List<String> words(Collection<Profile> profiles) {
        return profiles.stream().sorted().map(Profile::word).toList();
    }
}
