package io.podseg.cli;

import io.podseg.audit.About;
import io.podseg.audit.Finding;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference;
import io.podseg.audit.Report;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Origin;
import io.podseg.model.Position;
import io.podseg.state.Hash;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an audit found in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS). */
final class AuditSarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private final Report report;
    private final List<String> ids;

    private AuditSarif(Report report) {
        this.report = report;
        this.ids = report.checks().stream().map(About::id).toList();
    }

    static Map<String, Object> of(Report report, Edges.Build build) {
        return new AuditSarif(report).tree(build);
    }

    private Map<String, Object> tree(Edges.Build build) {
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "podseg");
        driver.put("version", build.version());
        driver.put("rules", report.checks().stream().map(AuditSarif::rule).toList());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "unicodeCodePoints");
        run.put("results", report.findings().stream().map(this::result).toList());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("$schema", SCHEMA);
        tree.put("version", "2.1.0");
        tree.put("runs", List.of(run));
        return tree;
    }

    private static Map<String, Object> rule(About check) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "tags",
                Stream.concat(
                                Stream.of("security"),
                                check.profiles().stream().sorted().map(Profile::word))
                        .toList());
        properties.put("security-severity", score(check.severity()));
        properties.put(
                "references",
                check.references().stream().map(Reference::toString).toList());
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("id", check.id());
        rule.put("shortDescription", text(check.title()));
        rule.put("help", text(check.remedy()));
        rule.put("defaultConfiguration", Map.of("level", level(check.severity())));
        rule.put("properties", properties);
        return rule;
    }

    private Map<String, Object> result(Finding finding) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.check());
        result.put("ruleIndex", ids.indexOf(finding.check()));
        result.put("level", level(finding.severity()));
        result.put("message", text(finding.subject() + ": " + finding.message()));
        result.put("locations", List.of(location(finding)));
        result.put("partialFingerprints", Map.of("podseg/v1", fingerprint(finding)));
        List<Object> suppressions = new ArrayList<>();
        finding.exemption().ifPresent(reason -> suppressions.add(suppression(finding, reason)));
        result.put("suppressions", suppressions);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("severity", finding.severity().word());
        properties.put("security-severity", score(finding.severity()));
        properties.put("field", finding.pointer());
        result.put("properties", properties);
        return result;
    }

    private static Map<String, Object> location(Finding finding) {
        Map<String, Object> location = new LinkedHashMap<>();
        finding.position().ifPresent(position -> location.put("physicalLocation", physical(position)));
        Map<String, Object> logical = new LinkedHashMap<>();
        logical.put(
                "name",
                finding.subject().container().orElse(finding.subject().key().name()));
        logical.put("fullyQualifiedName", finding.subject().toString());
        logical.put("kind", "resource");
        location.put("logicalLocations", List.of(logical));
        return location;
    }

    private static Map<String, Object> physical(Position position) {
        Map<String, Object> physical = new LinkedHashMap<>();
        physical.put("artifactLocation", Map.of("uri", uri(position.file())));
        if (position.line() > 0) {
            Map<String, Object> region = new LinkedHashMap<>();
            region.put("startLine", position.line());
            region.put("startColumn", Math.max(1, position.column()));
            physical.put("region", region);
        }
        return physical;
    }

    /** A path is not yet a URI: blanks, percent signs and others are escaped, and a colon in its first part is no scheme. */
    private static String uri(String path) {
        try {
            String relative = path.startsWith("/") || path.startsWith("./") || !path.contains(":") ? path : "./" + path;
            return (path.startsWith("/") ? new URI("file", "", path, null) : new URI(null, null, relative, null))
                    .toASCIIString();
        } catch (URISyntaxException e) {
            return "manifests";
        }
    }

    private static Map<String, Object> suppression(Finding finding, String reason) {
        Map<String, Object> suppression = new LinkedHashMap<>();
        suppression.put("kind", finding.subject().origin() == Origin.MANIFESTS ? "inSource" : "external");
        suppression.put("status", "accepted");
        suppression.put("justification", reason);
        return suppression;
    }

    /** The same for the same finding, wherever in its file it moves to. */
    private static String fingerprint(Finding finding) {
        return Hash.of(String.join(
                "\n",
                finding.check(),
                finding.subject().origin().name(),
                finding.subject().toString(),
                finding.pointer(),
                finding.message()));
    }

    private static Map<String, Object> text(String text) {
        return Map.of("text", text);
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "error";
            case MEDIUM -> "warning";
            case LOW -> "note";
        };
    }

    /** As code scanning sorts: 9 and more is critical, 7 high, 4 medium. */
    private static String score(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "9.5";
            case HIGH -> "8.0";
            case MEDIUM -> "5.5";
            case LOW -> "2.0";
        };
    }
}
