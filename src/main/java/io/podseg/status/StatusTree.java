package io.podseg.status;

import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.state.ForeignContainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Status as trees of maps and lists, for the edge to write as JSON or YAML. */
public final class StatusTree {
    public static final String SCHEMA = "podseg.io/status/v1";

    private StatusTree() {}

    /** The whole host. */
    public static Map<String, Object> of(HostStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("observedRevision", status.revision());
        tree.put("ready", status.good());
        tree.put(
                "objects",
                status.objects().stream()
                        .map(object -> of(object, status.revision()))
                        .toList());
        tree.put("dark", status.dark().stream().map(StatusTree::of).toList());
        tree.put("drops", CountTree.others(status.drops()));
        return tree;
    }

    /** The whole host, and what the controller says of itself. */
    public static Map<String, Object> of(Account account) {
        Map<String, Object> tree = of(account.host());
        SummaryTree.put(account, tree);
        return tree;
    }

    /** One object with its identity. */
    public static Map<String, Object> of(ObjectStatus object, String revision) {
        ObjectKey key = object.key();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", key.kind());
        if (!key.namespace().isEmpty()) {
            tree.put("namespace", key.namespace());
        }
        tree.put("name", key.name());
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("observedRevision", revision);
        status.put(
                "conditions", object.conditions().stream().map(StatusTree::of).toList());
        if (!object.addresses().isEmpty()) {
            status.put(
                    key.kind().equals("Network") ? "subnets" : "networks",
                    key.kind().equals("Network")
                            ? object.addresses().values().stream()
                                    .flatMap(List::stream)
                                    .toList()
                            : networks(object.addresses()));
        }
        if (!object.layers().isEmpty()) {
            status.put("protection", object.layers());
        }
        if (!object.containers().isEmpty()) {
            status.put("containers", named(object.containers()));
        }
        CountTree.put(key.kind(), object.counted(), status);
        tree.put("status", status);
        return tree;
    }

    static Map<String, Object> of(Condition condition) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", condition.type());
        tree.put("status", condition.status().word());
        tree.put("reason", condition.reason());
        tree.put("message", condition.message());
        condition.since().ifPresent(since -> tree.put("lastTransitionTime", since.toString()));
        return tree;
    }

    private static List<Map<String, Object>> networks(SortedMap<String, List<String>> addresses) {
        List<Map<String, Object>> networks = new ArrayList<>();
        addresses.forEach((name, all) -> {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", name);
            tree.put("addresses", all);
            networks.add(tree);
        });
        return networks;
    }

    private static List<Map<String, Object>> named(SortedMap<String, String> containers) {
        List<Map<String, Object>> all = new ArrayList<>();
        containers.forEach((name, state) -> {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", name);
            tree.put("state", state);
            all.add(tree);
        });
        return all;
    }

    static Map<String, Object> of(ForeignContainer container) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", container.name());
        List<Map<String, Object>> networks = new ArrayList<>();
        container.attachments().forEach(attachment -> {
            Map<String, Object> network = new LinkedHashMap<>();
            network.put("name", attachment.network());
            network.put(
                    "addresses",
                    attachment.addresses().stream().map(Ip::toString).toList());
            networks.add(network);
        });
        tree.put("networks", networks);
        return tree;
    }
}
