package io.podseg.kubeplay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What {@code podman inspect} says of everything in a lab, and what the processes in its containers see. */
final class Inspection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDRESS = Pattern.compile("\\b10\\.\\d+\\.\\d+\\.\\d+\\b");

    /** One object. */
    record Item(String where, String name) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : where.compareTo(other.where);
        }
    }

    private final Lab lab;
    private final SortedMap<Item, SortedMap<String, String>> objects = new TreeMap<>();
    private final Map<String, String> podsById = new HashMap<>();

    private Inspection(Lab lab) {
        this.lab = lab;
    }

    static SortedMap<Item, SortedMap<String, String>> of(Lab lab) {
        Inspection inspection = new Inspection(lab);
        inspection.pods();
        inspection.containers();
        inspection.add("volume", "Name", inspection.answer("podman volume inspect -a"));
        inspection.add(
                "secret",
                "Spec/Name",
                inspection.answer("ids=$(podman secret ls -q); [ -z \"$ids\" ] || podman secret inspect $ids"));
        return inspection.objects;
    }

    private void pods() {
        for (JsonNode pod : answer("podman pod ps -q | xargs -r -n1 -P2 podman pod inspect --format '{{json .}}'")) {
            String name = pod.path("Name").asText();
            podsById.put(pod.path("Id").asText(), name);
            objects.put(new Item("pod", name), Flat.of(pod));
        }
    }

    private void containers() {
        StringBuilder processes = new StringBuilder();
        for (JsonNode container :
                answer("ids=$(podman ps -aq); [ -z \"$ids\" ] || podman inspect --type container $ids")) {
            String name = container.path("Name").asText();
            boolean infra = container.path("IsInfra").asBoolean();
            if (infra) {
                name = podsById.getOrDefault(container.path("Pod").asText(), name);
            }
            SortedMap<String, String> values = Flat.of(container);
            if (infra) {
                values.remove("Name");
            } else if (container.at("/State/Pid").asInt() > 0) {
                processes
                        .append(name)
                        .append(' ')
                        .append(container.at("/State/Pid").asInt())
                        .append('\n');
            }
            objects.put(new Item(infra ? "infra" : "container", name), values);
        }
        for (String line : lab.runWithInput(processes.toString(), "sh", Lab.program("kube-look"))
                .ok()
                .lines()) {
            String[] parts = line.split("\t", 3);
            objects.computeIfAbsent(new Item("inside", parts[0]), key -> new TreeMap<>())
                    .put(parts[1], Flat.withoutIds(ADDRESS.matcher(parts[2]).replaceAll("<address>")));
        }
    }

    private void add(String where, String name, List<JsonNode> answers) {
        answers.forEach(answer ->
                objects.put(new Item(where, answer.at("/" + name).asText()), Flat.of(answer)));
    }

    /** Every JSON object that a command prints, in arrays or one after the other. */
    private List<JsonNode> answer(String command) {
        String out = lab.run("sh", "-c", command).ok().stdout();
        List<JsonNode> all = new ArrayList<>();
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(out)) {
            while (values.hasNext()) {
                JsonNode value = values.next();
                if (value.isArray()) {
                    value.forEach(all::add);
                } else {
                    all.add(value);
                }
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + command + "\n" + out, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
