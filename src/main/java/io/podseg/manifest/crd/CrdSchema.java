package io.podseg.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.podseg.manifest.yaml.Document;
import io.podseg.manifest.yaml.DocumentReader;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The openAPIV3Schema of a podseg.io kind in {@code crds/}. Loading it costs the start of a JSON Schema validator. */
public final class CrdSchema {
    /** Where CRDs stand in the jar, and in the source tree: the plural of the kind and this around it. */
    private static final String FOLDER = "crds/";

    private static final String SUFFIX = ".podseg.io.yaml";

    private final JsonSchema schema;

    private CrdSchema(JsonSchema schema) {
        this.schema = schema;
    }

    /** Where the CRD of a kind stands, by the plural of its name. */
    public static String resource(String plural) {
        return FOLDER + plural + SUFFIX;
    }

    /** Reads a CRD that comes with podseg, by the plural of its kind. */
    public static CrdSchema load(String plural) {
        String resource = resource(plural);
        List<Diagnostic> diagnostics = new ArrayList<>();
        try (InputStream in = CrdSchema.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            List<Document> documents = new DocumentReader(resource, diagnostics).read(in.readAllBytes());
            return of(documents.getFirst().root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema of a CRD's first version. */
    public static CrdSchema of(JsonNode crd) {
        JsonNode openApi = crd.at("/spec/versions/0/schema/openAPIV3Schema");
        // Extensions such as x-kubernetes-validations are for API servers.
        JsonMetaSchema dialect = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
                .build();
        JsonSchemaFactory factory =
                JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(dialect));
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
        return new CrdSchema(factory.getSchema(openApi, config));
    }

    /** Reports what in the document is against the schema, except where something wrong was found before. */
    public void check(ObjectNode document, Problems problems) {
        schema.validate(document).stream()
                .sorted(Comparator.comparing(
                                (ValidationMessage m) -> m.getInstanceLocation().toString())
                        .thenComparing(ValidationMessage::getMessage))
                .forEach(message -> report(message, problems));
    }

    private static void report(ValidationMessage message, Problems problems) {
        String pointer = message.getInstanceLocation().toString();
        if (message.getType().equals("required")) {
            problems.missing(pointer, message.getProperty());
        } else if (message.getType().equals("additionalProperties")) {
            String child = Pointers.child(pointer, message.getProperty());
            problems.error(child, "unknown field " + Quoted.of(message.getProperty()) + " (" + child + ")");
        } else if (!problems.at(pointer)) {
            JsonNode value = message.getInstanceNode();
            problems.error(pointer, pointer + " is " + Quoted.describe(value) + ", expected " + expectation(message));
        }
    }

    private static String expectation(ValidationMessage message) {
        JsonNode limit = message.getSchemaNode();
        return switch (message.getType()) {
            case "enum" -> "one of " + limit;
            case "minimum" -> limit.asLong() + " or more";
            case "maximum" -> limit.asLong() + " or less";
            case "pattern" -> NetworkFields.Patterns.words(limit.asText());
            case "type" -> "a value of type " + limit.asText();
            default -> Quoted.plain(message.getError());
        };
    }
}
