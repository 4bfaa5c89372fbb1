package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Cidr;
import io.podseg.model.Diagnostic;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {
    private static Policy good(String spec) {
        Parsed parsed = Fixture.parse("x/p", spec);
        assertThat(parsed.diagnostics()).isEmpty();
        return parsed.policy().orElseThrow();
    }

    /** The only problem of a spec: it must be an error, stand where the pointer stands and say the words. */
    private static void bad(String spec, String pointer, String... words) {
        Parsed parsed = Fixture.parse("x/p", spec);
        assertThat(parsed.policy()).isEmpty();
        assertThat(parsed.diagnostics()).hasSize(1);
        Diagnostic problem = parsed.diagnostics().getFirst();
        assertThat(problem.isError()).isTrue();
        assertThat(problem.message()).contains(words).endsWith("(" + pointer + ")");
        assertThat(problem.position())
                .isEqualTo(Fixture.manifest("x/p", spec).source().at(pointer));
    }

    @Test
    void missingPolicyTypesMeanIngress() {
        Policy policy = good("podSelector: {}");
        assertThat(policy.ingress()).contains(List.of());
        assertThat(policy.egress()).isEmpty();
    }

    @Test
    void missingPolicyTypesMeanEgressTooWhereThereAreEgressRules() {
        Policy policy = good("{podSelector: {}, egress: [{}]}");
        assertThat(policy.ingress()).contains(List.of());
        assertThat(policy.egress().orElseThrow()).hasSize(1);
    }

    @Test
    void emptyEgressListWithoutPolicyTypesDoesNotIsolateEgress() {
        assertThat(good("{podSelector: {}, egress: []}").egress()).isEmpty();
    }

    @Test
    void egressAloneDoesNotIsolateIngress() {
        Policy policy = good("{podSelector: {}, policyTypes: [Egress]}");
        assertThat(policy.ingress()).isEmpty();
        assertThat(policy.egress()).contains(List.of());
    }

    @Test
    void missingSpecSelectsEverythingForIngress() {
        Policy policy = good("{}");
        assertThat(policy.pods()).isEqualTo(Selector.ALL);
        assertThat(policy.ingress()).contains(List.of());
    }

    @Test
    void rulesOfADirectionThatIsNotListedAreAWarning() {
        Parsed parsed = Fixture.parse("x/p", "{podSelector: {}, policyTypes: [Egress], ingress: [{}]}");
        assertThat(parsed.policy().orElseThrow().ingress()).isEmpty();
        assertThat(parsed.diagnostics()).hasSize(1);
        assertThat(parsed.diagnostics().getFirst().isError()).isFalse();
        assertThat(parsed.diagnostics().getFirst().message()).contains("ingress rules have no effect");
    }

    @Test
    void bitsBehindThePrefixAreAWarning() {
        Parsed parsed = Fixture.parse("x/p", "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.7/8}}]}]}");
        assertThat(parsed.policy()
                        .orElseThrow()
                        .ingress()
                        .orElseThrow()
                        .getFirst()
                        .peers())
                .containsExactly(new BlockPeer(Cidr.of("10.0.0.0/8"), List.of()));
        assertThat(parsed.diagnostics()).hasSize(1);
        assertThat(parsed.diagnostics().getFirst().toString())
                .contains("warning: ", "read as 10.0.0.0/8", "10.0.0.7/32 for one address");
    }

    @Test
    void policyTypesStandOnceEach() {
        Parsed twice = Fixture.parse("x/p", "{policyTypes: [Egress, Egress]}");
        assertThat(twice.policy().orElseThrow().ingress()).isEmpty();
        assertThat(twice.diagnostics()).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isFalse();
            assertThat(problem.message()).contains("stands twice");
        });
        assertThat(Fixture.parse("x/p", "{policyTypes: [Egress, Ingress, Egress]}")
                        .policy())
                .as("as in Kubernetes: two at most")
                .isEmpty();
    }

    @Test
    void whatTheReaderFoundIsNotSaidTwice() {
        Parsed parsed = PolicyParser.parse(
                Fixture.manifest("x/p", "{ingress: [{from: [{}], ports: [{port: 0}]}]}"),
                pointer -> pointer.startsWith("/spec/ingress/0/from"));
        assertThat(parsed.policy()).isEmpty();
        assertThat(parsed.diagnostics())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("port 0"));
    }

    @Test
    void missingProtocolIsTcpAndMissingPortIsEveryPort() {
        PolicyRule rule = good("{ingress: [{ports: [{port: 80}, {protocol: UDP}, {port: dns, protocol: UDP},"
                        + " {port: 1000, endPort: 2000, protocol: SCTP}]}]}")
                .ingress()
                .orElseThrow()
                .getFirst();
        assertThat(rule.peers()).isEmpty();
        assertThat(rule.ports())
                .containsExactly(
                        new NumberedPort(Protocol.TCP, Optional.of(PortRange.of(80))),
                        new NumberedPort(Protocol.UDP, Optional.empty()),
                        new NamedPort(Protocol.UDP, "dns"),
                        new NumberedPort(Protocol.SCTP, Optional.of(new PortRange(1000, 2000))));
    }

    @Test
    void peersKeepWhichSelectorsAreWritten() {
        List<Peer> peers = good("""
                        egress:
                        - to:
                          - podSelector: {matchLabels: {app: web}}
                          - namespaceSelector: {}
                          - namespaceSelector: {matchExpressions: [{key: team, operator: NotIn, values: [b, a]}]}
                            podSelector: {matchExpressions: [{key: canary, operator: DoesNotExist}]}
                          - ipBlock: {cidr: 10.0.0.0/8, except: [10.2.0.0/16, 10.1.0.0/16]}
                        """).egress().orElseThrow().getFirst().peers();
        assertThat(peers.subList(0, 3).stream().map(Object::toString))
                .containsExactly("pods app=web", "namespaces <all>", "namespaces team notin (a,b) and pods !canary");
        assertThat(peers.get(3))
                .isEqualTo(
                        new BlockPeer(Cidr.of("10.0.0.0/8"), List.of(Cidr.of("10.1.0.0/16"), Cidr.of("10.2.0.0/16"))));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        Parsed parsed = Fixture.parse("x/p", """
                policyTypes: [Ingres]
                podSelector: {matchLabels: {a b: c}}
                ingress:
                - from: [{}, {ipBlock: {cidr: 300.0.0.0/8}}]
                  ports: [{port: 0}, {protocol: tcp}]
                """);
        assertThat(parsed.policy()).isEmpty();
        assertThat(parsed.diagnostics())
                .hasSize(7)
                .filteredOn(Diagnostic::isError)
                .hasSize(6);
        assertThat(parsed.diagnostics()).isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ingres", "ingress", "INGRESS"})
    void unknownPolicyType(String type) {
        bad("{policyTypes: [Egress, " + type + "]}", "/spec/policyTypes/1", "\"" + type + "\"", "Ingress or Egress");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{port: 0} | /port | port 0 is out of range",
                "{port: 65536} | /port | port 65536 is out of range",
                "{port: -1} | /port | 1 to 65535",
                "{endPort: 90} | /endPort | endPort 90 without port",
                "{port: 80, endPort: 79} | /endPort | endPort 79 is below port 80",
                "{port: 80, endPort: 65536} | /endPort | out of range",
                "{port: http, endPort: 90} | /endPort | endPort 90 with a named port",
                "{port: '80'} | /port | leave the quotes out",
                "{port: HTTP} | /port | \"HTTP\"",
                "{port: a--b} | /port | \"a--b\"",
                "{port: -a} | /port | \"-a\"",
                "{port: sixteen-letters-} | /port | at most 15",
                "{port: ''} | /port | \"\"",
                "{port: 80, protocol: tcp} | /protocol | did you mean TCP?",
                "{port: 80, protocol: ICMP} | /protocol | TCP, UDP or SCTP",
                "{protocol: ''} | /protocol | \"\"",
                "null |  | an empty item",
            })
    void badPort(String port, String place, String words) {
        String pointer = "/spec/egress/0/ports/1" + (place == null ? "" : place);
        bad("{egress: [{ports: [{port: 1}, " + port + "]}]}", pointer, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} |  | an empty peer",
                "null |  | an empty peer",
                "{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}} | /ipBlock | list item of its own",
                "{ipBlock: {cidr: 10.0.0.0/8}, namespaceSelector: {}} | /ipBlock | list item of its own",
                "{ipBlock: {}} | /ipBlock/cidr | no CIDR",
                "{ipBlock: {cidr: 10.0.0.1}} | /ipBlock/cidr | write 10.0.0.1/32",
                "{ipBlock: {cidr: 10.0.0.0/33}} | /ipBlock/cidr | not valid",
                "{ipBlock: {cidr: 010.0.0.0/8}} | /ipBlock/cidr | leading zeros",
                "{ipBlock: {cidr: 'fd00::/129'}} | /ipBlock/cidr | 0 to 128",
                "{ipBlock: {cidr: 10.0.0.0/08}} | /ipBlock/cidr | 0 to 32",
                "{ipBlock: {cidr: '::ffff:10.0.0.0/104'}} | /ipBlock/cidr | write 10.0.0.0/8",
                "{ipBlock: {cidr: '::ffff:10.0.0.7/128'}} | /ipBlock/cidr | write 10.0.0.7/32",
                "{ipBlock: {cidr: 'fd00::1'}} | /ipBlock/cidr | write fd00::1/128",
                "{ipBlock: {cidr: 10.0.0.0/8, except: [x]}} | /ipBlock/except/0 | \"x\"",
                "{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 11.0.0.0/16]}} | /ipBlock/except/1 | not a part of cidr 10.0.0.0/8",
                "{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}} | /ipBlock/except/0 | all of cidr",
                "{ipBlock: {cidr: 10.0.0.0/8, except: [0.0.0.0/0]}} | /ipBlock/except/0 | not a part of",
                "{ipBlock: {cidr: 0.0.0.0/0, except: ['fd00::/8']}} | /ipBlock/except/0 | address family",
            })
    void badPeer(String peer, String place, String words) {
        String pointer = "/spec/ingress/0/from/1" + (place == null ? "" : place);
        bad("{ingress: [{from: [{podSelector: {}}, " + peer + "]}]}", pointer, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{matchLabels: {'a b': c}} | /matchLabels/a b | \"a b\"",
                "{matchLabels: {'A.example/x': c}} | /matchLabels/A.example~1x | label key",
                "{matchLabels: {'/x': c}} | /matchLabels/~1x | label key",
                "{matchLabels: {app: 'c d'}} | /matchLabels/app | \"c d\"",
                "{matchLabels: {app: -c}} | /matchLabels/app | label value",
                "{matchExpressions: [{key: 'a b', operator: Exists}]} | /matchExpressions/0/key | \"a b\"",
                "{matchExpressions: [{operator: Exists}]} | /matchExpressions/0/key | label key",
                "{matchExpressions: [{key: a, operator: in, values: [b]}]} | /matchExpressions/0/operator | \"in\"",
                "{matchExpressions: [{key: a}]} | /matchExpressions/0/operator | DoesNotExist",
                "{matchExpressions: [{key: a, operator: In}]} | /matchExpressions/0 | at least one",
                "{matchExpressions: [{key: a, operator: NotIn, values: []}]} | /matchExpressions/0 | at least one",
                "{matchExpressions: [{key: a, operator: Exists, values: [b]}]} | /matchExpressions/0/values | none",
                "{matchExpressions: [{key: a, operator: In, values: [b, 'c d']}]} | /matchExpressions/0/values/1 | c d",
                "{matchExpressions: [null]} | /matchExpressions/0 | an empty item",
            })
    void badSelector(String selector, String place, String words) {
        bad("{podSelector: " + selector + "}", "/spec/podSelector" + place, words);
        bad(
                "{ingress: [{from: [{namespaceSelector: " + selector + "}]}]}",
                "/spec/ingress/0/from/0/namespaceSelector" + place,
                words);
    }

    @Test
    void emptyRuleItemIsNotTakenForAllowAll() {
        bad("{ingress: [null]}", "/spec/ingress/0", "an empty rule", "{} to allow everything");
        bad("{egress: [null]}", "/spec/egress/0", "an empty rule");
    }

    @Test
    void longestLegalNamesAreAccepted() {
        String key = "a".repeat(253) + "/" + "b".repeat(63);
        assertThat(good("{podSelector: {matchLabels: {" + key + ": " + "c".repeat(63) + "}}}")
                        .pods()
                        .matchLabels())
                .containsKey(key);
        bad(
                "{podSelector: {matchLabels: {k: " + "c".repeat(64) + "}}}",
                "/spec/podSelector/matchLabels/k",
                "at most 63");
    }

    @Test
    void hostileValuesAreQuotedInMessages() {
        Parsed parsed = Fixture.parse("x/p", "{policyTypes: [\"a\\nb\\\"; -j ACCEPT\\e[31m" + "z".repeat(300) + "\"]}");
        String message = parsed.diagnostics().getFirst().message();
        assertThat(message).contains("\"a\\u000ab\\\"; -j ACCEPT\\u001b").doesNotContain("\n", "\u001b");
        assertThat(message.length()).isLessThan(250);
    }

    @Test
    void textIsCanonical() {
        String one = good("{podSelector: {matchLabels: {b: x, a: y}}, ingress: [{ports: [{port: 80}]}]}")
                .toString();
        String same =
                good("{podSelector: {matchLabels: {a: y, b: x}}, ingress: [{ports: [{port: 80, protocol: TCP}]}]}")
                        .toString();
        String other = good("{podSelector: {matchLabels: {a: y, b: x}}, ingress: [{ports: [{port: 81}]}]}")
                .toString();
        assertThat(one).isEqualTo(same).isNotEqualTo(other);
    }
}
