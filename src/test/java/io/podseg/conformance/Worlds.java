package io.podseg.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.podseg.model.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The nine pods in other surroundings: what their policies mean is the same. */
public final class Worlds {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final int FIRST_PUBLISHED = 8000;
    private static final int EACH = 10;

    private Worlds() {}

    /** The nine pods as they are, with rules in their own network namespaces beside those of the host. */
    public static Path withPodLayer(Path target) {
        return changed(target, "Namespace", namespace -> annotations(namespace).put("podseg.io/pod-layer", "true"));
    }

    /**
     * The nine pods without a common network, each alone with the outside, and what they serve published.
     *
     * @param network entry of the annotation {@code podseg.io/networks}
     */
    public static Path apart(String network, Path target) {
        return changed(target, "Pod", pod -> {
            annotations(pod).put("podseg.io/networks", network);
            String name = pod.at("/metadata/namespace").asText() + "/"
                    + pod.at("/metadata/name").asText();
            pod.at("/spec/containers/0/ports").forEach(port -> {
                if (!port.path("name").asText().equals("web")) {
                    int number = port.path("containerPort").asInt();
                    ((ObjectNode) port).put("hostPort", published(name, number));
                }
            });
        });
    }

    /** The port of the host at which a pod of {@link #apart} can be reached at 80 or 81, by each protocol. */
    public static int published(String pod, int port) {
        return FIRST_PUBLISHED + Nine.PODS.indexOf(pod) * EACH + port - 80;
    }

    /** Whether a connection is one between a pod and the outside that a pod of {@link #apart} can have. */
    public static boolean isPossibleApart(Attempt attempt) {
        boolean out = attempt.to().equals(Nine.OUTSIDE) && Nine.PODS.contains(attempt.from());
        boolean in = attempt.from().equals(Nine.OUTSIDE) && Nine.PODS.contains(attempt.to());
        return (out || in) && attempt.port().protocol() != Protocol.SCTP;
    }

    private static ObjectNode annotations(ObjectNode object) {
        return object.withObject("/metadata").withObject("/annotations");
    }

    private static Path changed(Path target, String kind, Consumer<ObjectNode> change) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(Nine.WORLD.toFile())) {
            var text = new StringBuilder();
            while (documents.hasNext()) {
                ObjectNode object = (ObjectNode) documents.next();
                if (object.path("kind").asText().equals(kind)) {
                    change.accept(object);
                }
                text.append(YAML.writeValueAsString(object));
            }
            return Files.writeString(target, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
