package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.state.Rule.CtState;
import io.podseg.state.Rule.DestinationIn;
import io.podseg.state.Rule.DestinationPorts;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.Icmp6FromNeighbour;
import io.podseg.state.Rule.InInterface;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Jump;
import io.podseg.state.Rule.Log;
import io.podseg.state.Rule.LogRate;
import io.podseg.state.Rule.Match;
import io.podseg.state.Rule.Own;
import io.podseg.state.Rule.Return;
import io.podseg.state.Rule.SourceIn;
import io.podseg.state.Rule.TcpNotSyn;
import io.podseg.state.Rule.Transport;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTextTest {
    private static final PortRange HTTP = PortRange.of(80);

    @Test
    void spellsRulesAsIptablesSavePrintsThem() {
        assertThat(line(
                        new CtState(List.of("NEW")),
                        new DestinationPorts(Protocol.TCP, List.of(new PortRange(90, 95), HTTP)),
                        new InSet("podseg4-a", "src", true),
                        new TcpNotSyn(),
                        new InInterface("podseg+"),
                        new DestinationIn(Cidr.of("0.0.0.0/0")),
                        new SourceIn(Cidr.of("10.0.0.1/32"))))
                .isEqualTo(
                        "-A PODSEG-A -s 10.0.0.1/32 -i podseg+ -p tcp -m multiport --dports 80,90:95 -m tcp"
                                + " ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -m set ! --match-set podseg4-a src -j DROP");
        assertThat(line(new DestinationPorts(Protocol.UDP, List.of(HTTP)), new Transport(Protocol.UDP)))
                .isEqualTo("-A PODSEG-A -p udp -m udp --dport 80 -j DROP");
        assertThat(RuleText.line("PODSEG-A", Rule.of(new Goto("PODSEG-B"), new Icmp6FromNeighbour(135)), Family.V6))
                .isEqualTo("-A PODSEG-A -p ipv6-icmp -m icmp6 --icmpv6-type 135 -m hl --hl-eq 255 -g PODSEG-B");
    }

    @Test
    void whatIsLoggedIsCountedFirstAndLimitedForEachAddress() {
        Own rule = Rule.of(
                new Log("podseg drop ingress x/deny-all"),
                new LogRate("podseg-drop-i", false),
                new InSet("podseg4-drops-i", "dst", false));
        assertThat(RuleText.line("PODSEG-A", rule, Family.V4))
                .isEqualTo("-A PODSEG-A -m set --match-set podseg4-drops-i dst -m hashlimit --hashlimit-upto 5/sec"
                        + " --hashlimit-burst 5 --hashlimit-mode dstip --hashlimit-name podseg-drop-i"
                        + " -j NFLOG --nflog-prefix \"podseg drop ingress x/deny-all\" --nflog-group 1089");
    }

    @Test
    void aRateNeverDecidesWhatPasses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RuleText.line("PODSEG-A", Rule.of(new Drop(), new LogRate("podseg-drop-i", false)), Family.V4));
        assertThat(RuleParser.rule("-m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 5 --hashlimit-mode srcip"
                        + " --hashlimit-name podseg-drop-e -j DROP"))
                .isInstanceOf(Rule.Foreign.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-j NFLOG",
                "-j NFLOG --nflog-prefix x --nflog-group 7",
                "-j NFLOG --nflog-group 1089",
                "-j NFLOG --nflog-prefix x --nflog-group 1089 --nflog-threshold 3",
                "-j NFLOG --nflog-prefix \"x \" --nflog-group 1089",
                "-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name podseg-x"
                        + " -j NFLOG --nflog-prefix x --nflog-group 1089"
            })
    void logsOfOtherFormsAreOthers(String text) {
        assertThat(RuleParser.rule(text)).isEqualTo(new Rule.Foreign(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " x", "x ", "a  b", "a\nb", "\"", "a\\", "é", "%s;", "$(id)"})
    void refusesPrefixesThatWouldBeMoreThanText(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleText.line("PODSEG-A", Rule.of(new Log(prefix)), Family.V4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleText.line("PODSEG-A", Rule.of(new Log("x".repeat(64))), Family.V4));
    }

    @Test
    void hashIsOfTheRuleAndNotOfItsText() {
        Own one = RuleText.hashed("x/a", Rule.of(new Drop(), new CtState(List.of("NEW")), new TcpNotSyn()));
        Own other = RuleText.hashed("y", Rule.of(new Drop(), new TcpNotSyn(), new CtState(List.of("NEW"))));
        Own different = RuleText.hashed("x/a", Rule.of(new Return(), new TcpNotSyn()));
        assertThat(one.comment()).matches("x/a [0-9a-f]{16}");
        assertThat(Rule.commentHash(one)).isEqualTo(Rule.commentHash(other)).isNotEqualTo(Rule.commentHash(different));
        assertThat(RuleText.hashHolds(one)).isTrue();
        assertThat(RuleText.hashHolds(new Own(one.matches(), new Return(), one.comment())))
                .isFalse();
    }

    @Test
    void longTextLosesItsEndAndKeepsTheHash() {
        Own rule = RuleText.hashed("é".repeat(400), Rule.of(new Drop()));
        assertThat(rule.comment()).hasSize(255).startsWith("???").matches("\\?{238} [0-9a-f]{16}");
        assertThat(RuleText.hashed("\n", Rule.of(new Drop())).comment()).matches("\\? [0-9a-f]{16}");
        assertThat(RuleText.hashed("  ", Rule.of(new Drop())).comment()).matches("[0-9a-f]{16}");
    }

    @Test
    void hostileCommentsStayOneWord() {
        String hostile = "\"; -j ACCEPT\nCOMMIT\\";
        String line = RuleText.line("PODSEG-A", new Own(List.of(), new Drop(), hostile), Family.V4);
        assertThat(line).isEqualTo("-A PODSEG-A -m comment --comment \"\\\"; -j ACCEPT?COMMIT\\\\\" -j DROP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FORWARD", "PODSEG A", "PODSEG\n", "-A", "", "PODSEG-0123456789-0123456789-", "DROP"})
    void refusesChainsThatAreNotItsOwn(String chain) {
        assertThatIllegalArgumentException().isThrownBy(() -> RuleText.line(chain, Rule.of(new Drop()), Family.V4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleText.line("PODSEG", Rule.of(new Jump(chain)), Family.V4));
    }

    @Test
    void refusesWhatIptablesCannotExpress() {
        refuses(new InInterface("a b"));
        refuses(new InInterface("-j"));
        refuses(new InInterface("0123456789abcdef"));
        refuses(new InInterface(""));
        refuses(new InSet("others", "src", false));
        refuses(new InSet("podseg x", "src", false));
        refuses(new InSet("podseg-x", "src --return-nomatch", false));
        refuses(new CtState(List.of()));
        refuses(new CtState(List.of("SNAT")));
        refuses(new DestinationPorts(Protocol.TCP, List.of()));
        refuses(new DestinationPorts(Protocol.TCP, Collections.nCopies(8, new PortRange(1, 2))));
        refuses(new Transport(Protocol.UDP), new TcpNotSyn());
        refuses(new Transport(Protocol.UDP), new Transport(Protocol.TCP));
        refuses(new SourceIn(Cidr.of("10.0.0.0/8")), new SourceIn(Cidr.of("11.0.0.0/8")));
        refuses(new SourceIn(Cidr.of("fd00::/8")));
        refuses(new Icmp6FromNeighbour(135));
    }

    @Property(tries = 5000)
    void whatIsWrittenIsReadBackAsTheCanonicalRule(@ForAll("rules") Map.Entry<Family, Own> sample) {
        String line = RuleText.line("PODSEG-A", sample.getValue(), sample.getKey());
        Own canonical = RuleForm.canonical(sample.getValue());
        assertThat(RuleParser.line("[1:60] " + line))
                .isEqualTo(Optional.of(new RuleParser.Line("PODSEG-A", canonical)));
        assertThat(RuleForm.canonical(canonical)).isEqualTo(canonical);
        assertThat(line).doesNotContain("\n");
    }

    @Provide
    Arbitrary<Map.Entry<Family, Own>> rules() {
        return FirewallArbitraries.rules();
    }

    private static void refuses(Match... matches) {
        assertThatIllegalArgumentException().isThrownBy(() -> line(matches));
    }

    private static String line(Match... matches) {
        return RuleText.line("PODSEG-A", Rule.of(new Drop(), matches), Family.V4);
    }
}
