package io.podseg.manifest.yaml;

import io.podseg.model.Position;

/** The message for a key that stands twice in one mapping: which of the two counts depends on the reader. */
final class Duplicates {
    private Duplicates() {}

    static String message(String key, String pointer, Position first) {
        return "key " + Quoted.of(key) + " (" + pointer + ") stands twice, first at line " + first.line();
    }
}
