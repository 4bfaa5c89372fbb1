package io.podseg.manifest.yaml;

import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads all documents of one file; what stands before a syntax error is still read. */
public final class DocumentReader {
    private final String file;
    private final List<Diagnostic> diagnostics;

    /**
     * A reader of one file.
     *
     * @param file its name in messages
     * @param diagnostics where problems go
     */
    public DocumentReader(String file, List<Diagnostic> diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    /** The documents that are not empty. */
    public List<Document> read(byte[] bytes) {
        String text = decode(bytes);
        if (text == null || text.isBlank()) {
            return List.of();
        }
        List<Document> documents = new ArrayList<>();
        if (file.endsWith(".json")) {
            new JsonReader(file, diagnostics).read(text, documents);
        } else {
            new YamlReader(file, diagnostics).read(text, documents);
        }
        return documents;
    }

    private @Nullable String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            diagnostics.add(
                    Diagnostic.error(end(text), "this is not UTF-8 text (byte " + in.position() + " of the file)"));
            return null;
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Position end(String text) {
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        return new Position(file, line, text.length() - text.lastIndexOf('\n'));
    }
}
