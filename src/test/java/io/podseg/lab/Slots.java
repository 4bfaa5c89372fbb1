package io.podseg.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Deployment's pods take the lowest number and address that is free when they are made. So after a rollout they depend on what
 * there was before it, and two hosts that are equal in all that was declared may differ in them. Texts in which they do not:
 */
public final class Slots {
    private static final Map<Pattern, String> SLOTS = new LinkedHashMap<>();

    static {
        SLOTS.put(Pattern.compile("\\b([a-z][a-z0-9-]*-pod)-\\d+\\b"), "$1");
        SLOTS.put(Pattern.compile("\\b10\\.73\\.0\\.\\d+"), "<slot's address>");
        // Of what has the name or the address in it.
        SLOTS.put(Pattern.compile("(spec-hash\"?[:=]\"?|specHash=)[0-9a-f]{16}"), "$1<hash>");
        SLOTS.put(Pattern.compile("(\\bSet [^,\"=]*\"?\\s*[=:]\\s*\"?)[0-9a-f]{16}"), "$1<hash>");
    }

    private Slots() {}

    /** A text about a host whose Deployments stand on the network 10.73.0.0/24. */
    public static String forgotten(String text) {
        String rest = text;
        for (var slot : SLOTS.entrySet()) {
            rest = slot.getKey().matcher(rest).replaceAll(slot.getValue());
        }
        return rest;
    }
}
