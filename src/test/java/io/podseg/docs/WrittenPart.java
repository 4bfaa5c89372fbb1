package io.podseg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rest of a document that is written by its test: {@code -Dpodseg.update=true} writes it anew. */
final class WrittenPart {
    private WrittenPart() {}

    /** Fails where what stands behind the mark is not this text. */
    static void check(Path document, String mark, String text) throws IOException {
        String before = Files.readString(document);
        assertThat(before).contains(mark);
        String written = before.substring(0, before.indexOf(mark) + mark.length()) + text;
        if (Boolean.getBoolean("podseg.update")) {
            Files.writeString(document, written);
        }
        assertThat(Files.readString(document))
                .as("run with -Dpodseg.update=true and commit it")
                .isEqualTo(written);
    }
}
