package io.podseg.policy;

import static io.podseg.policy.Requirement.Operator.DOES_NOT_EXIST;
import static io.podseg.policy.Requirement.Operator.EXISTS;
import static io.podseg.policy.Requirement.Operator.IN;
import static io.podseg.policy.Requirement.Operator.NOT_IN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final Map<String, String> WEB = Map.of("app", "web", "tier", "front");
    private static final Map<String, String> BARE = Map.of();

    private static Selector where(Requirement... requirements) {
        return new Selector(Fixture.labels(""), List.of(requirements));
    }

    @Test
    void inAndExistsNeedTheLabel() {
        assertThat(where(new Requirement("app", IN, List.of("db", "web"))).matches(WEB))
                .isTrue();
        assertThat(where(new Requirement("app", IN, List.of("db"))).matches(WEB))
                .isFalse();
        assertThat(where(new Requirement("app", IN, List.of("db"))).matches(BARE))
                .isFalse();
        assertThat(where(new Requirement("app", EXISTS, List.of())).matches(WEB))
                .isTrue();
        assertThat(where(new Requirement("app", EXISTS, List.of())).matches(BARE))
                .isFalse();
    }

    @Test
    void notInAndDoesNotExistMatchAnAbsentLabel() {
        assertThat(where(new Requirement("app", NOT_IN, List.of("web"))).matches(BARE))
                .isTrue();
        assertThat(where(new Requirement("app", NOT_IN, List.of("web"))).matches(WEB))
                .isFalse();
        assertThat(where(new Requirement("app", NOT_IN, List.of("db"))).matches(WEB))
                .isTrue();
        assertThat(where(new Requirement("app", DOES_NOT_EXIST, List.of())).matches(BARE))
                .isTrue();
        assertThat(where(new Requirement("app", DOES_NOT_EXIST, List.of())).matches(WEB))
                .isFalse();
    }

    @Test
    void everyPairAndEveryExpressionMustHold() {
        Selector both = Selector.of(Map.of("app", "web", "tier", "front"));
        assertThat(both.matches(WEB)).isTrue();
        assertThat(both.matches(Map.of("app", "web"))).isFalse();
        Selector mixed =
                new Selector(Fixture.labels("app=web"), List.of(new Requirement("tier", NOT_IN, List.of("front"))));
        assertThat(mixed.matches(WEB)).isFalse();
        assertThat(mixed.matches(Map.of("app", "web", "tier", "back"))).isTrue();
    }

    @Test
    void textIsTheSameInAnyOrder() {
        Requirement one = new Requirement("z", IN, List.of("b", "a"));
        Requirement other = new Requirement("a", DOES_NOT_EXIST, List.of());
        assertThat(where(one, other)).hasToString("!a,z in (a,b)").isEqualTo(where(other, one));
        assertThat(Selector.ALL).hasToString("<all>");
    }

    @Test
    void aPairMeansTheSameAsAnExpressionWithOneValue() {
        Selector pair = Selector.of(Map.of("app", "web"));
        Selector expression =
                new Selector(new TreeMap<>(), List.of(new Requirement("app", Requirement.Operator.IN, List.of("web"))));
        for (Map<String, String> labels : List.<Map<String, String>>of(
                Map.of("app", "web"), Map.of("app", "db"), Map.of("tier", "web"), Map.of())) {
            assertThat(expression.matches(labels)).as(labels.toString()).isEqualTo(pair.matches(labels));
        }
    }

    @Test
    void pairsAndExpressionsMustAllHold() {
        Selector selector = new Selector(
                new TreeMap<>(Map.of("app", "web")),
                List.of(
                        new Requirement("tier", Requirement.Operator.EXISTS, List.of()),
                        new Requirement("env", Requirement.Operator.NOT_IN, List.of("dev"))));
        assertThat(selector.matches(Map.of("app", "web", "tier", "a"))).isTrue();
        assertThat(selector.matches(Map.of("app", "web"))).isFalse();
        assertThat(selector.matches(Map.of("app", "web", "tier", "a", "env", "dev")))
                .isFalse();
    }
}
