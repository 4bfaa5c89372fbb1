package io.podseg.host.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON whose parts can be set and removed while all the rest stays as it was written, blanks included. */
final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String text;
    private final Value root;

    private JsonText(String text, Value root) {
        this.text = text;
        this.root = root;
    }

    /**
     * A value.
     *
     * @param start of its text
     * @param end behind its text
     * @param object its members, in order; empty where it is no object
     */
    private record Value(int start, int end, Optional<List<Member>> object) {
        List<Member> members() {
            return object.orElse(List.of());
        }

        Optional<Member> member(String name) {
            return members().stream()
                    .filter(member -> member.name().equals(name))
                    .findFirst();
        }
    }

    private record Member(String name, int start, Value value) {}

    /**
     * Reads a text.
     *
     * @throws IOException where it is no JSON object, or one with a key twice
     */
    static JsonText parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is no JSON object");
            }
            Value root = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows its JSON object");
            }
            return new JsonText(text, root);
        }
    }

    private static Value value(JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            parser.finishToken();
            return new Value(start, (int) parser.currentLocation().getCharOffset(), Optional.empty());
        }
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int at = (int) parser.currentTokenLocation().getCharOffset();
            String name = parser.currentName();
            parser.nextToken();
            members.add(new Member(name, at, value(parser)));
        }
        return new Value(start, (int) parser.currentLocation().getCharOffset(), Optional.of(members));
    }

    /** The text of a value by its path; empty where there is none. */
    Optional<String> get(List<String> path) {
        Optional<Value> at = Optional.of(root);
        for (String name : path) {
            at = at.flatMap(value -> value.member(name)).map(Member::value);
        }
        return at.map(value -> text.substring(value.start(), value.end()));
    }

    /** Names of the members of an object by its path; none where there is no such object. */
    List<String> names(List<String> path) {
        Optional<Value> at = Optional.of(root);
        for (String name : path) {
            at = at.flatMap(value -> value.member(name)).map(Member::value);
        }
        return at.map(value -> value.members().stream().map(Member::name).toList())
                .orElse(List.of());
    }

    /** The text with a value set; objects on the way to it are made where they are missing. */
    String set(List<String> path, String value) throws IOException {
        Value at = root;
        for (int depth = 0; depth < path.size(); depth++) {
            if (at.object().isEmpty()) {
                throw new IOException(String.join("/", path.subList(0, depth)) + " is no JSON object");
            }
            Optional<Member> member = at.member(path.get(depth));
            if (member.isEmpty()) {
                return insert(at, depth, path.subList(depth, path.size()), value);
            }
            at = member.get().value();
        }
        return text.substring(0, at.start()) + value + text.substring(at.end());
    }

    private String insert(Value object, int depth, List<String> path, String value) throws IOException {
        List<Member> members = object.members();
        String before = members.isEmpty() ? "" : blanksBefore(members.getFirst());
        String line = before.contains("\n") ? before : "\n" + " ".repeat(4 * (depth + 1));
        StringBuilder added = new StringBuilder();
        for (int i = 0; i < path.size() - 1; i++) {
            added.append(Json.quote(path.get(i))).append(": {").append(line).append(" ".repeat(4 * (i + 1)));
        }
        added.append(Json.quote(path.getLast())).append(": ").append(value);
        for (int i = path.size() - 2; i >= 0; i--) {
            added.append(line).append(" ".repeat(4 * i)).append('}');
        }
        int at = members.isEmpty()
                ? object.start() + 1
                : members.getLast().value().end();
        return text.substring(0, at) + (members.isEmpty() ? "" : ",") + line + added + text.substring(at);
    }

    /** From the comma or brace before a member to the member: one blank or a line and its indentation. */
    private String blanksBefore(Member member) {
        int from = member.start();
        while (Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        return text.substring(from, member.start());
    }

    /** The text without a value, and without the objects that have nothing in them then. */
    String remove(List<String> path) throws IOException {
        Value at = root;
        for (String name : path.subList(0, path.size() - 1)) {
            Optional<Member> member = at.member(name);
            if (member.isEmpty()) {
                return text;
            }
            at = member.get().value();
        }
        List<Member> members = at.members();
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).name().equals(path.getLast())) {
                return members.size() == 1 && path.size() > 1
                        ? remove(path.subList(0, path.size() - 1))
                        : without(at, members, i);
            }
        }
        return text;
    }

    private String without(Value object, List<Member> members, int i) {
        Member gone = members.get(i);
        if (i > 0) {
            return text.substring(0, members.get(i - 1).value().end())
                    + text.substring(gone.value().end());
        }
        if (members.size() > 1) {
            return text.substring(0, gone.start())
                    + text.substring(members.get(1).start());
        }
        return text.substring(0, object.start() + 1)
                + text.substring(gone.value().end());
    }
}
