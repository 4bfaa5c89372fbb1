package io.podseg.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.desired.Traffic;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Direction;
import io.podseg.state.Count;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the status of one object as {@link StatusTree} writes it. */
final class ObjectReader {
    private ObjectReader() {}

    static ObjectStatus read(JsonNode tree) {
        ObjectKey key = new ObjectKey(
                tree.path("kind").asText(),
                tree.path("namespace").asText(),
                tree.path("name").asText());
        JsonNode status = tree.path("status");
        TreeMap<String, List<String>> addresses = new TreeMap<>();
        if (status.has("subnets")) {
            addresses.put(key.name(), texts(status.path("subnets")));
        }
        status.path("networks")
                .forEach(network -> addresses.put(network.path("name").asText(), texts(network.path("addresses"))));
        TreeMap<String, String> containers = new TreeMap<>();
        status.path("containers")
                .forEach(container -> containers.put(
                        container.path("name").asText(), container.path("state").asText()));
        return new ObjectStatus(
                key,
                conditions(status.path("conditions")),
                addresses,
                containers,
                status.has("counters") ? ofPolicy(status) : ofPod(status),
                status.path("protection").asText(""));
    }

    static List<Condition> conditions(JsonNode array) {
        List<Condition> conditions = new ArrayList<>();
        array.forEach(node -> conditions.add(new Condition(
                node.path("type").asText(),
                Condition.Status.of(node.path("status").asText()),
                node.path("reason").asText(),
                node.path("message").asText(),
                Optional.of(node.path("lastTransitionTime").asText())
                        .filter(text -> !text.isEmpty())
                        .map(Instant::parse))));
        return conditions;
    }

    private static Counted ofPod(JsonNode status) {
        TreeMap<Direction, Traffic> traffic = new TreeMap<>();
        TreeMap<Direction, List<String>> policies = new TreeMap<>();
        for (Direction direction : Direction.values()) {
            JsonNode drops = status.path("drops").path(direction.field());
            if (!drops.isMissingNode()) {
                JsonNode audited = status.path("audited").path(direction.field());
                traffic.put(direction, new Traffic(Count.ZERO, count(drops), count(audited)));
                policies.put(direction, texts(drops.path("policies")));
            }
        }
        return new Counted(traffic, policies, List.of());
    }

    private static Counted ofPolicy(JsonNode status) {
        TreeMap<Direction, Traffic> traffic = new TreeMap<>();
        for (Direction direction : Direction.values()) {
            JsonNode side = status.path("counters").path(direction.field());
            if (!side.isMissingNode()) {
                traffic.put(
                        direction,
                        new Traffic(
                                count(side.path("allowed")),
                                count(side.path("denied")),
                                count(side.path("wouldDeny"))));
            }
        }
        return new Counted(traffic, new TreeMap<>(), texts(status.path("selectedPods")));
    }

    static Count count(JsonNode node) {
        return new Count(node.path("packets").asLong(), node.path("bytes").asLong());
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
