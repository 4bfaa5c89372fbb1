package io.podseg.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.podseg.manifest.shape.FieldRule;
import io.podseg.manifest.shape.FieldRule.Verdict;
import io.podseg.manifest.shape.FieldTable;
import io.podseg.manifest.shape.FieldTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables of docs/fields.md are podseg's own; {@code -Dpodseg.update=true} writes them anew. */
class FieldsTest {
    private static final Path DOCUMENT = Path.of("docs/fields.md");
    private static final String BEGIN = "<!-- from here on written by FieldsTest -->\n";

    private static final Map<Verdict, String> HEADINGS = new EnumMap<>(Map.of(
            Verdict.SUPPORTED, "Acted on",
            Verdict.DEFAULT_ONLY, "Accepted with one value only",
            Verdict.IGNORED, "Ignored with a warning",
            Verdict.REFUSED, "Refused"));

    @Test
    void tablesAreThoseOfThisVersion() throws IOException {
        WrittenPart.check(DOCUMENT, BEGIN, tables());
    }

    private static String tables() throws IOException {
        StringBuilder out = new StringBuilder();
        metadata(out);
        kind(out, "Pod", FieldTables.POD);
        kind(out, "Deployment", FieldTables.DEPLOYMENT);
        kind(out, "DaemonSet", FieldTables.DAEMON_SET);
        kind(out, "Job", FieldTables.JOB);
        kind(out, "ConfigMap", FieldTables.CONFIG_MAP);
        kind(out, "Secret", FieldTables.SECRET);
        kind(out, "Service", FieldTables.SERVICE);
        kind(out, "PersistentVolumeClaim", FieldTables.PERSISTENT_VOLUME_CLAIM);
        kind(out, "Namespace", FieldTables.NAMESPACE);
        kind(out, "NetworkPolicy", FieldTables.NETWORK_POLICY);
        kind(out, "NetworkAttachmentDefinition", FieldTables.NETWORK_ATTACHMENT_DEFINITION);
        ours(out, "Network", "networks");
        ours(out, "SecurityProfile", "securityprofiles");
        return out.toString();
    }

    private static void metadata(StringBuilder out) {
        out.append("\n## Every kind\n");
        sections(
                out,
                FieldTables.NETWORK.rules().stream()
                        .filter(rule -> !isOwn(rule))
                        .toList());
    }

    private static void kind(StringBuilder out, String kind, FieldTable table) {
        out.append("\n## ").append(kind).append('\n');
        sections(out, table.rules().stream().filter(FieldsTest::isOwn).toList());
    }

    /** Whether the rule is not one of those that all kinds share; a template has those of a Pod. */
    private static boolean isOwn(FieldRule rule) {
        return !rule.pattern().matches("/(apiVersion|kind|metadata|status)(/.*)?")
                && !rule.pattern().startsWith("/spec/template/spec")
                && !isRepeated(rule);
    }

    /** Init containers have the rules of containers; only where they differ are they told. */
    private static boolean isRepeated(FieldRule rule) {
        String twin = rule.pattern().replace("/spec/initContainers/*", "/spec/containers/*");
        return !twin.equals(rule.pattern())
                && FieldTables.POD.rules().stream()
                        .anyMatch(other ->
                                other.pattern().equals(twin) && other.reason().equals(rule.reason()));
    }

    private static void sections(StringBuilder out, List<FieldRule> rules) {
        HEADINGS.forEach((verdict, heading) -> {
            List<FieldRule> some =
                    rules.stream().filter(rule -> rule.verdict() == verdict).toList();
            if (!some.isEmpty()) {
                out.append('\n').append("| ").append(heading).append(" | |\n|---|---|\n");
                some.forEach(rule -> out.append("| `")
                        .append(path(rule.pattern()))
                        .append("` | ")
                        .append(remark(rule))
                        .append(" |\n"));
            }
        });
    }

    private static String remark(FieldRule rule) {
        if (rule.values().isEmpty()) {
            return rule.reason();
        }
        return "`" + String.join("` or `", rule.values()) + "`: " + rule.reason();
    }

    /** {@code /spec/containers/*}{@code /env/*}{@code /name} as {@code spec.containers[].env[].name}. */
    private static String path(String pattern) {
        return pattern.substring(1).replace("/**", ".…").replace("/*", "[]").replace('/', '.');
    }

    private static void ours(StringBuilder out, String kind, String plural) throws IOException {
        JsonNode spec = YAMLMapper.builder()
                .build()
                .readTree(Path.of("crds", plural + ".podseg.io.yaml").toFile())
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        out.append("\n## " + kind + "\n\n| Acted on | |\n|---|---|\n");
        properties(out, "spec", spec);
    }

    private static void properties(StringBuilder out, String path, JsonNode schema) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode node = property.getValue();
            boolean list = node.path("type").asText().equals("array");
            String name = path + "." + property.getKey() + (list ? "[]" : "");
            out.append("| `").append(name).append("` | ");
            out.append(node.path("description").asText());
            if (node.has("default")) {
                out.append(" Default: `").append(node.get("default").asText()).append("`.");
            }
            out.append(" |\n");
            properties(out, name, list ? node.path("items") : node);
        });
    }
}
