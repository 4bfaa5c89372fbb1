package io.podseg.manifest.cni;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object of a CNI configuration: what nobody asks for is an unknown field. */
final class Settings {
    private final JsonNode object;
    private final String where;
    private final Problems problems;
    private final Set<String> known = new TreeSet<>();

    /**
     * Fields of an object.
     *
     * @param where what the object is, for messages
     */
    Settings(JsonNode object, String where, Problems problems) {
        this.object = object;
        this.where = where;
        this.problems = problems;
        if (!object.isObject()) {
            problems.error("", where + " is " + Quoted.describe(object) + ", expected an object");
        }
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        JsonNode found = object.get(name);
        return found == null || found.isNull() ? null : found;
    }

    boolean has(String name) {
        return find(name) != null;
    }

    @Nullable
    String text(String name) {
        JsonNode found = find(name);
        if (found != null && !found.isTextual()) {
            wrong(name, found, "a string");
            return null;
        }
        return found == null ? null : found.textValue();
    }

    boolean flag(String name) {
        JsonNode found = find(name);
        if (found != null && !found.isBoolean()) {
            wrong(name, found, "true or false");
        }
        return found != null && found.booleanValue();
    }

    @Nullable
    Integer number(String name) {
        JsonNode found = find(name);
        if (found != null && (!found.isIntegralNumber() || !found.canConvertToInt())) {
            wrong(name, found, "an integer");
            return null;
        }
        return found == null ? null : found.intValue();
    }

    List<JsonNode> list(String name) {
        JsonNode found = find(name);
        List<JsonNode> items = new ArrayList<>();
        if (found != null && !found.isArray()) {
            wrong(name, found, "a list");
        } else if (found != null) {
            found.forEach(items::add);
        }
        return items;
    }

    @Nullable
    Settings object(String name, String what) {
        JsonNode found = find(name);
        return found == null ? null : new Settings(found, what, problems);
    }

    /** Fields that change nothing here. */
    void accept(String... names) {
        known.addAll(List.of(names));
    }

    /** Fields that are said to change nothing. */
    void ignore(String name, String reason) {
        if (has(name)) {
            problems.warning("", "field " + Quoted.of(name) + " of " + where + " is ignored: " + reason);
        }
    }

    /** A switch that must be off. */
    void off(String name, String reason) {
        if (flag(name)) {
            problems.error("", Quoted.of(name) + " of " + where + " cannot be true: " + reason);
        }
    }

    /** Reports every field that was not asked for. */
    void finish() {
        for (var entry : object.properties()) {
            if (!known.contains(entry.getKey())) {
                problems.error(
                        "",
                        "unknown field " + Quoted.of(entry.getKey()) + " of " + where
                                + DidYouMean.suffix(entry.getKey(), known));
            }
        }
    }

    private void wrong(String name, JsonNode found, String expected) {
        problems.error(
                "", Quoted.of(name) + " of " + where + " is " + Quoted.describe(found) + ", expected " + expected);
    }
}
