package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who is selected, as {@link Policy#selects} says it of one pod and one policy. */
@NullMarked
class SelectionsTest {
    private static final Optional<List<PolicyRule>> ISOLATED = Optional.of(List.of());

    private static Policy policy(
            String namespace,
            String name,
            Map<String, String> labels,
            Optional<List<PolicyRule>> ingress,
            Optional<List<PolicyRule>> egress,
            boolean audit) {
        return new Policy(new ObjectKey("NetworkPolicy", namespace, name), Selector.of(labels), ingress, egress, audit);
    }

    private static Selections.Pod<String> pod(String namespace, String app) {
        return new Selections.Pod<>(namespace + "/" + app, namespace, new TreeMap<>(Map.of("app", app)));
    }

    @Test
    void podsAreFoundByNamespaceAndLabels() {
        Policy web = policy("shop", "web", Map.of("app", "web"), ISOLATED, Optional.empty(), false);
        Policy all = policy("shop", "all", Map.of(), ISOLATED, ISOLATED, false);
        Policy watching = policy("shop", "watching", Map.of(), ISOLATED, ISOLATED, true);
        Policy nowhere = policy("none", "nowhere", Map.of(), ISOLATED, ISOLATED, false);
        Selections<String> selections = new Selections<>(
                List.of(web, all, watching, nowhere),
                List.of(pod("shop", "web"), pod("shop", "db"), pod("bank", "web")));
        assertThat(selections.isolating("shop/web", Direction.INGRESS)).containsExactly("shop/web", "shop/all");
        assertThat(selections.isolating("shop/web", Direction.EGRESS)).containsExactly("shop/all");
        assertThat(selections.isolating("shop/db", Direction.INGRESS)).containsExactly("shop/all");
        assertThat(selections.isolating("bank/web", Direction.INGRESS)).isEmpty();
        assertThat(List.of(web, all, watching, nowhere))
                .extracting(selections::selected)
                .containsExactly(1, 2, 2, 0);
    }
}
