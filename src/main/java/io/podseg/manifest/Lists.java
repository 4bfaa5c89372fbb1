package io.podseg.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.manifest.yaml.Document;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes a v1 List apart: what {@code kubectl get -o yaml} prints for several objects. */
final class Lists {
    private static final String ITEMS = "/items/";

    private Lists() {}

    static boolean isList(JsonNode root) {
        return root.path("kind").asText().equals("List")
                && root.path("apiVersion").asText().equals("v1");
    }

    /** The items as documents of their own, with the places of their fields. */
    static List<Document> items(Document list) {
        Map<String, Map<String, Position>> positions = new HashMap<>();
        list.source().positions().forEach((pointer, position) -> {
            if (pointer.startsWith(ITEMS)) {
                int end = pointer.indexOf('/', ITEMS.length());
                String item = end < 0 ? pointer : pointer.substring(0, end);
                positions.computeIfAbsent(item, i -> new HashMap<>()).put(pointer.substring(item.length()), position);
            }
        });
        List<Document> documents = new ArrayList<>();
        for (JsonNode item : list.root().path("items")) {
            String pointer = Pointers.child("/items", documents.size());
            Source source = new Source(list.source().at(pointer), positions.getOrDefault(pointer, Map.of()));
            Set<String> refused = new HashSet<>();
            list.refused().stream()
                    .filter(at -> at.startsWith(pointer + "/"))
                    .forEach(at -> refused.add(at.substring(pointer.length())));
            documents.add(new Document(item, source, refused));
        }
        return documents;
    }
}
