package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Family;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Policy;
import io.podseg.policy.Selector;
import io.podseg.state.Rule;
import io.podseg.state.RuleParser;
import io.podseg.state.RuleText;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The text that goes with a copy of a dropped packet. */
class DenialsTest {
    private static Policy policy(String namespace, String name) {
        return new Policy(
                new ObjectKey("NetworkPolicy", namespace, name),
                Selector.ALL,
                Optional.of(List.of()),
                Optional.empty());
    }

    private static String prefix(Policy... policies) {
        return Denials.prefix("podseg drop ingress", List.of(policies));
    }

    @Test
    void namesThePoliciesThatFit() {
        assertThat(prefix(policy("x", "a"))).isEqualTo("podseg drop ingress x/a");
        assertThat(prefix(policy("x", "a"), policy("x", "b"))).isEqualTo("podseg drop ingress x/a,x/b");
        Policy[] many = IntStream.range(10, 40)
                .mapToObj(i -> policy("x", "policy-" + i))
                .toArray(Policy[]::new);
        assertThat(prefix(many)).isEqualTo("podseg drop ingress x/policy-10,x/policy-11,x/policy-12,+27");
    }

    @Test
    void neverLongerThanTheKernelKeepsAndNeverMoreThanText() {
        String longest = "n".repeat(63);
        assertThat(prefix(policy(longest, "p".repeat(253)))).hasSize(63).endsWith("nnn");
        assertThat(prefix(policy(longest, "p"), policy(longest, "q")))
                .hasSize(63)
                .endsWith("nn,+1");
        assertThat(prefix(policy("x", "y".repeat(30)), policy("x", "z".repeat(30))))
                .isEqualTo("podseg drop ingress x/" + "y".repeat(30) + ",+1");
        for (int length = 1; length < 80; length++) {
            String text =
                    prefix(policy("x", "y".repeat(length)), policy("x", "z".repeat(80 - length)), policy("x", "\"\n$"));
            Rule.Own rule = Rule.of(new Rule.Log(text));
            assertThat(text.length()).isLessThanOrEqualTo(63);
            assertThat(RuleParser.line(RuleText.line("PODSEG-A", rule, Family.V4)))
                    .hasValueSatisfying(line -> assertThat(line.rule()).isEqualTo(rule));
        }
    }
}
