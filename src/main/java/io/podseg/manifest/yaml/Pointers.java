package io.podseg.manifest.yaml;

/** JSON pointers (RFC 6901). */
public final class Pointers {
    private Pointers() {}

    /** The pointer of a key below another pointer. */
    public static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** The pointer of an item below another pointer. */
    public static String child(String pointer, int index) {
        return pointer + "/" + index;
    }
}
