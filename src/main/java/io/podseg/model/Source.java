package io.podseg.model;

import java.util.HashMap;
import java.util.Map;

/**
 * Where the parts of one document stand.
 *
 * @param start where the document begins
 * @param positions JSON pointer (RFC 6901, {@code ""} is the document) to the place of that key or item
 */
public record Source(Position start, Map<String, Position> positions) {
    public Source {
        positions = Map.copyOf(positions);
    }

    /** The same document seen from a part of it: that part's pointer is {@code ""}. */
    public Source below(String pointer) {
        Map<String, Position> inside = new HashMap<>();
        positions.forEach((at, position) -> {
            if (at.startsWith(pointer + "/")) {
                inside.put(at.substring(pointer.length()), position);
            }
        });
        return new Source(at(pointer), inside);
    }

    /** The place of a pointer, or of its nearest ancestor that is written in the file. */
    public Position at(String pointer) {
        String at = pointer;
        while (true) {
            Position found = positions.get(at);
            if (found != null) {
                return found;
            }
            int slash = at.lastIndexOf('/');
            if (slash < 0) {
                return start;
            }
            at = at.substring(0, slash);
        }
    }
}
