package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Expansion.Piece;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of Kubernetes' own test of its expansion. */
class ExpansionTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            $(A), <A>
            ___$(A)___, ___<A>___
            $(A)$(B), <A><B>
            $(A)-$(B), <A>-<B>
            $$(A), $(A)
            $$$(A), $<A>
            $$$$(A), $$(A)
            $$, $
            $, $
            a$, a$
            $A, $A
            $(UNKNOWN), $(UNKNOWN)
            $(UNKNOWN$(A), $(UNKNOWN$(A)
            $(A, $(A
            $$((A)), $((A))
            $(), $()
            $(A)), <A>)
            plain, plain
            """)
    void expandsAsKubernetesDoes(String text, String expected) {
        assertThat(Expansion.parse(text, Set.of("A", "B")::contains).stream()
                        .map(piece -> piece.variable() ? "<" + piece.text() + ">" : piece.text())
                        .collect(Collectors.joining()))
                .isEqualTo(expected);
    }

    @org.junit.jupiter.api.Test
    void aTextWithoutReferencesIsOnePiece() {
        assertThat(Expansion.parse("a$$b", _ -> true)).containsExactly(new Piece("a$b", false));
        assertThat(Expansion.parse("", _ -> true)).isEmpty();
    }
}
