package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentenceTest {
    @Test
    void oneLineWithoutControlCharacters() {
        assertThat(Sentence.clean("a\n\tb \u001b[31mred\u0000.\n")).isEqualTo("a b [31mred");
    }

    @Test
    void idsAreShort() {
        assertThat(Sentence.clean("container 72ed33bbedca1dc72cb7ed4250f778ef214949bd1413f85f9aeea20af79de1dd: no"))
                .isEqualTo("container 72ed33bbedca: no");
    }

    @Test
    void nothingSaysSoAndTooMuchIsCut() {
        assertThat(Sentence.clean(null)).isEqualTo("no reason given");
        assertThat(Sentence.clean(" \n")).isEqualTo("no reason given");
        assertThat(Sentence.clean("x".repeat(10_000))).hasSize(601).endsWith("…");
    }
}
