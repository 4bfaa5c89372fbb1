package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable.Port;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies in audit mode decide nothing, and it is known what they would deny. */
class AuditTest {
    private static final String DENY_ALL = "{podSelector: {}, policyTypes: [Ingress, Egress]}";
    private static final String FROM_B = "ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]";
    private static final List<Port> HTTP = List.of(new Port(80, Protocol.TCP));

    private static List<String> audited(Fixture world, String from, String to) {
        return world.verdict(from, to, 80, Protocol.TCP).reasons().stream()
                .filter(reason -> reason.kind() == Reason.Kind.AUDIT)
                .map(Reason::text)
                .toList();
    }

    @Test
    void itDeniesNothing() {
        Fixture world = Fixture.nine().audit("x/deny", DENY_ALL);
        assertThat(ReachabilityTable.of(world.world(), HTTP))
                .isEqualTo(ReachabilityTable.of(Fixture.nine().world(), HTTP));
        assertThat(world.allowed("x/a", "x/b", 80)).isTrue();
        assertThat(audited(world, "x/a", "x/b"))
                .containsExactly(
                        "policy x/deny is in audit mode: enforced, it would deny this egress of x/a",
                        "policy x/deny is in audit mode: enforced, it would deny this ingress of x/b");
        assertThat(audited(world, "y/a", "y/b")).isEmpty();
    }

    @Test
    void itAllowsNothing() {
        Fixture world = Fixture.nine().policy("x/deny", DENY_ALL).audit("x/open", FROM_B);
        assertThat(world.allowed("y/b", "x/a", 80)).isFalse();
        assertThat(world.allowed("x/b", "x/a", 80)).isFalse();
    }

    @Test
    void whatARuleOfOneOfThemAllowsWouldPass() {
        Fixture world = Fixture.nine().audit("x/deny", "ingress: []").audit("x/from-b", FROM_B);
        assertThat(audited(world, "x/b", "x/a")).isEmpty();
        assertThat(audited(world, "x/c", "x/a")).hasSize(2);
    }

    @Test
    void wherePoliciesIsolateAlreadyItCouldOnlyAllowMore() {
        Fixture world = Fixture.nine().policy("x/all", "ingress: [{}]").audit("x/from-b", FROM_B);
        assertThat(world.allowed("x/c", "x/a", 80)).isTrue();
        assertThat(audited(world, "x/c", "x/a")).isEmpty();
    }

    @Test
    void podsThatOnlySuchPoliciesSelectAreClassesOfTheirOwn() {
        World world = Fixture.nine()
                .policy("x/a", "{podSelector: {matchLabels: {pod: a}}, ingress: []}")
                .audit("x/audit", "ingress: []")
                .world();
        Map<List<String>, List<String>> classes = Classes.of(world, Direction.INGRESS).stream()
                .collect(Collectors.toMap(ids(PodClass::policies, Policy::id), ids(PodClass::members, Endpoint::id)));
        assertThat(classes)
                .containsEntry(List.of("x/a"), List.of("x/a"))
                .containsEntry(List.of("x/audit"), List.of("x/b", "x/c"));
        assertThat(Classes.of(world, Direction.INGRESS).stream().filter(PodClass::audit))
                .hasSize(1);
    }

    private static <T> Function<PodClass, List<String>> ids(Function<PodClass, List<T>> items, Function<T, String> id) {
        return podClass -> items.apply(podClass).stream().map(id).toList();
    }

    @Test
    void enforcingItClosesAndAuditingItOpens() {
        World audit = Fixture.nine().audit("x/deny", "ingress: []").world();
        World enforced = Fixture.nine().policy("x/deny", "ingress: []").world();
        assertThat(ReachabilityDifference.between(audit, enforced).closed()).isNotEmpty();
        assertThat(ReachabilityDifference.between(audit, enforced).opened()).isEmpty();
        assertThat(ReachabilityDifference.between(enforced, audit).opened()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "audit"})
    void theAnnotationSaysTheMode(String mode) {
        assertThat(parse(mode).policy())
                .hasValueSatisfying(policy -> assertThat(policy.audit()).isEqualTo(mode.equals("audit")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Audit", "dry-run", "audit\n"})
    void anotherModeIsAnError(String mode) {
        assertThat(parse(mode).policy()).isEmpty();
        assertThat(parse(mode).diagnostics())
                .singleElement()
                .extracting(Diagnostic::message)
                .asString()
                .startsWith("mode " + Problems.quote(mode) + " is not known; expected enforce or audit")
                .endsWith("(/metadata/annotations/podseg.io~1mode)");
    }

    private static Parsed parse(String mode) {
        Manifest<NetworkPolicy> plain = Fixture.manifest("x/p", "{podSelector: {}}");
        plain.object()
                .setMetadata(new ObjectMetaBuilder()
                        .addToAnnotations("podseg.io/mode", mode)
                        .build());
        return PolicyParser.parse(plain);
    }
}
