package io.podseg.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {
    @Test
    void whatIsNearIsNamedAndElseWhatIsExpected() {
        assertThat(DidYouMean.orExpected("alow", List.of("deny", "allow"), "allow"))
                .isEqualTo(", did you mean \"allow\"?");
        assertThat(DidYouMean.orExpected("x", List.of("deny", "allow"), "allow"))
                .isEqualTo(", expected allow, deny");
        List<String> many = IntStream.range(0, 100).mapToObj(i -> "word-" + i).toList();
        assertThat(DidYouMean.orExpected("x", many, "word-7")).isEqualTo(", expected one such as word-7");
    }
}
