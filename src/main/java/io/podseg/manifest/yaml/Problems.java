package io.podseg.manifest.yaml;

import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one document; pointers become places in the file. */
public final class Problems {
    private final Source source;
    private final List<Diagnostic> sink;
    private final Set<String> wrong = new HashSet<>();
    private final @Nullable Problems whole;
    private final String prefix;

    /**
     * Problems of one document.
     *
     * @param document the document
     * @param sink where diagnostics go; shared by all documents
     */
    public Problems(Document document, List<Diagnostic> sink) {
        this.source = document.source();
        this.wrong.addAll(document.refused());
        this.sink = sink;
        this.whole = null;
        this.prefix = "";
    }

    private Problems(Problems whole, String prefix, Source source) {
        this.source = source;
        this.sink = whole.sink;
        this.whole = whole;
        this.prefix = prefix;
        whole.wrong.stream()
                .filter(at -> at.startsWith(prefix + "/"))
                .forEach(at -> wrong.add(at.substring(prefix.length())));
    }

    /**
     * Problems of a part of the document that is checked as if it were a document: what is wrong with the part is wrong with the
     * whole.
     *
     * @param pointer where the part stands
     * @param part the part's places
     */
    public Problems inside(String pointer, Source part) {
        return new Problems(this, pointer, part);
    }

    /** Places of the document. */
    public Source source() {
        return source;
    }

    /** Adds an error at a pointer. */
    public void error(String pointer, String message) {
        mark(pointer);
        sink.add(Diagnostic.error(source.at(pointer), full(pointer, message)));
    }

    private void mark(String pointer) {
        wrong.add(pointer);
        if (whole != null) {
            whole.mark(prefix + pointer);
        }
    }

    /** Pointers in messages are those of the whole document. */
    private String full(String pointer, String message) {
        String text = message.startsWith(pointer + " ") ? prefix + message : message;
        return text.replace("(" + pointer + ")", "(" + prefix + pointer + ")");
    }

    /** Adds a warning at a pointer. */
    public void warning(String pointer, String message) {
        sink.add(Diagnostic.warning(source.at(pointer), full(pointer, message)));
    }

    /** Says that a required field is missing; says nothing where the field is there and already found wrong. */
    public void missing(String parent, String field) {
        String pointer = Pointers.child(parent, field);
        if (!wrong.contains(pointer) && !wrong.contains(parent)) {
            error(pointer, "field \"" + field + "\" (" + pointer + ") is missing");
        }
    }

    /** Whether an error was found at exactly this pointer: then nothing that follows from it need be said. */
    public boolean at(String pointer) {
        return wrong.contains(pointer);
    }

    /** Whether an error was found at this pointer or anywhere below it. */
    public boolean below(String pointer) {
        return wrong.stream().anyMatch(at -> at.equals(pointer) || at.startsWith(pointer + "/"));
    }

    /** Whether an error was found at this pointer, below it, or at what it is a part of, so that the value itself was dropped. */
    public boolean around(String pointer) {
        return below(pointer) || wrong.stream().anyMatch(at -> !at.isEmpty() && pointer.startsWith(at + "/"));
    }

    /** Whether any error was found. */
    public boolean any() {
        return !wrong.isEmpty();
    }

    /** The place of a pointer. */
    public Position place(String pointer) {
        return source.at(pointer);
    }
}
