package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;

/**
 * A plain {@code y} or {@code n}. YAML 1.1 has it as a boolean, YAML 1.2 as text, and common writers of YAML leave it without
 * quotes where text is meant ({@code namespace: y}). So it is text, and a boolean only where a field takes nothing else.
 */
public final class Letter extends TextNode {
    private static final long serialVersionUID = 1;
    private static final Set<String> YES = Set.of("y", "Y");
    private static final Set<String> NO = Set.of("n", "N");

    private Letter(String text) {
        super(text);
    }

    static boolean isOne(String text) {
        return YES.contains(text) || NO.contains(text);
    }

    static Letter of(String text) {
        return new Letter(text);
    }

    /** What it means where a field takes a boolean only. */
    public boolean isYes() {
        return YES.contains(textValue());
    }
}
