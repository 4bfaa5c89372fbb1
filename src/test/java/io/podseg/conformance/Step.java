package io.podseg.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A state of the manifests and the table that it must give.
 *
 * @param folder folder with {@code expected.txt}, and where there are any, {@code policies.yaml} and {@code labels.yaml} (labels
 *     that pods and namespaces have beside those of {@code world.yaml})
 * @param expected the table
 */
public record Step(Path folder, Expected expected) {
    private static final YAMLMapper YAML = new YAMLMapper();

    static Step read(Path folder) {
        return new Step(folder, Expected.read(folder.resolve("expected.txt")));
    }

    /**
     * Files and folders to give to podseg.
     *
     * @param scratch an empty folder, used where labels are changed
     */
    public List<Path> manifests(Path scratch) {
        return manifests(Nine.WORLD, scratch);
    }

    /**
     * The same in other surroundings.
     *
     * @param world file of the nine pods, see {@link Worlds}
     * @param scratch an empty folder, used where labels are changed
     */
    public List<Path> manifests(Path world, Path scratch) {
        var all = new ArrayList<Path>();
        Path labels = folder.resolve("labels.yaml");
        all.add(Files.exists(labels) ? relabelled(world, labels, scratch.resolve("relabelled.yaml")) : world);
        Path policies = folder.resolve("policies.yaml");
        if (Files.exists(policies)) {
            all.add(policies);
        }
        return all;
    }

    /** The nine pods with more labels, written to a file. */
    static Path relabelled(Path world, Path labels, Path target) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(world.toFile())) {
            JsonNode changes = YAML.readTree(labels.toFile());
            var text = new StringBuilder();
            while (documents.hasNext()) {
                JsonNode object = documents.next();
                change(object, changes);
                text.append(YAML.writeValueAsString(object));
            }
            return Files.writeString(target, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void change(JsonNode object, JsonNode changes) {
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        String name = metadata.path("name").asText();
        JsonNode added = switch (object.path("kind").asText()) {
            case "Pod" -> changes.path("pods").path(metadata.path("namespace").asText() + "/" + name);
            case "Namespace" -> changes.path("namespaces").path(name);
            default -> changes.path("nothing");
        };
        added.properties()
                .forEach(label -> ((ObjectNode) metadata.withObject("/labels")).set(label.getKey(), label.getValue()));
    }

    @Override
    public String toString() {
        return Nine.FOLDER.resolve("cases").relativize(folder).toString();
    }
}
