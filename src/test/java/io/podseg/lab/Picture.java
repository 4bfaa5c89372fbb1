package io.podseg.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an apply brought about, without what is different each time (ids, times, process numbers, MAC addresses): equal pictures
 * are equal hosts for all that podseg promises. See {@code src/test/resources/lab/picture}.
 *
 * @param lines the lines
 */
public record Picture(List<String> lines) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is different each time, and what stands for it. */
    private static final Map<Pattern, String> VOLATILE = volatiles();

    public Picture {
        lines = List.copyOf(lines);
    }

    private static Map<Pattern, String> volatiles() {
        Map<Pattern, String> all = new LinkedHashMap<>();
        all.put(Pattern.compile("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b"), "<uuid>");
        all.put(Pattern.compile("\\b[0-9a-f]{64}\\b"), "<id>");
        all.put(Pattern.compile("\\b[0-9a-f]{12}\\b"), "<short id>");
        all.put(Pattern.compile(" initval 0x[0-9a-f]+"), "");
        all.put(Pattern.compile("\\b([0-9a-f]{2}:){5}[0-9a-f]{2}\\b"), "<mac>");
        all.put(
                Pattern.compile(
                        "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d[.0-9]*( ?[+-]\\d{4}| ?Z|[+-]\\d\\d:\\d\\d)?( [A-Z]+)?"),
                "<time>");
        all.put(Pattern.compile("\\[\\d+:\\d+\\]"), "[0:0]");
        all.put(Pattern.compile(" packets \\d+ bytes \\d+"), "");
        all.put(Pattern.compile("\\b(fe80|[0-9a-f]{1,4}):[0-9a-f:]*/\\d+ scope link"), "<link local>");
        return all;
    }

    static Picture of(Lab lab) {
        List<String> lines = new ArrayList<>();
        List<String> section = new ArrayList<>();
        for (String line : lab.run("sh", Lab.program("picture")).ok().lines()) {
            if (line.startsWith("== ")) {
                lines.addAll(sorted(section));
                section.clear();
            }
            if (!line.startsWith(":NETAVARK")) {
                section.add(normal(ordered(line)));
            }
        }
        lines.addAll(sorted(section));
        return new Picture(lines);
    }

    /** Of a table that podseg writes the order of the rules counts within each chain; nothing else has an order that means a thing. */
    private static List<String> sorted(List<String> section) {
        boolean rules = !section.isEmpty() && section.getFirst().contains("tables-save");
        return section.stream()
                .sorted(Comparator.comparing(
                        line -> rules && line.startsWith("-A ") ? line.substring(0, line.indexOf(' ', 3)) : line))
                .toList();
    }

    /** Podman gives what it keeps as maps in any order: variables, networks. */
    private static String ordered(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            return ordered(JSON.readTree(line)).toString();
        } catch (JsonProcessingException e) {
            return line;
        }
    }

    private static JsonNode ordered(JsonNode node) {
        if (node.isObject()) {
            ObjectNode sorted = JSON.createObjectNode();
            node.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field -> sorted.set(field.getKey(), ordered(field.getValue())));
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode sorted = JSON.createArrayNode();
            node.valueStream()
                    .map(Picture::ordered)
                    .sorted(Comparator.comparing(JsonNode::toString))
                    .forEach(sorted::add);
            return sorted;
        }
        return node;
    }

    private static String normal(String line) {
        String normal = line;
        for (var entry : VOLATILE.entrySet()) {
            normal = entry.getKey().matcher(normal).replaceAll(entry.getValue());
        }
        return normal;
    }

    /** Without what depends on the order in which a Deployment's pods were made. */
    public Picture withoutSlots() {
        return new Picture(lines.stream().map(Slots::forgotten).toList());
    }

    /** Lines that only one of the two has; empty exactly where the pictures are equal. */
    public List<String> differences(Picture other) {
        List<String> all = new ArrayList<>();
        missing(lines, other.lines).forEach(line -> all.add("gone: " + line));
        missing(other.lines, lines).forEach(line -> all.add("new: " + line));
        if (all.isEmpty() && !lines.equals(other.lines)) {
            all.add("another order");
        }
        return all;
    }

    private static List<String> missing(List<String> from, List<String> lines) {
        List<String> rest = new ArrayList<>(from);
        lines.forEach(rest::remove);
        return rest;
    }
}
