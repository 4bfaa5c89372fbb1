package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.state.Judgement.Answer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules do with a packet, those of others among them. */
@NullMarked
class InterpreterTest {
    private static final Packet PACKET =
            new Packet("FORWARD", "podseg1", "podseg1", Ip.of("10.0.0.1"), Ip.of("10.0.0.2"), Protocol.TCP, 80);
    private static final Packet FROM_OUTSIDE =
            new Packet("FORWARD", "", "podseg1", Ip.of("203.0.113.10"), Ip.of("10.0.0.2"), Protocol.TCP, 80);

    /** Podseg's jump in FORWARD, and a chain that drops everything, with rules before each. */
    private static KernelTable table(String beforeJump, String beforeDrop) {
        return KernelTable.parse("*filter\n-A FORWARD -j DROP\nCOMMIT\n*mangle\n:FORWARD ACCEPT [0:0]\n"
                + ":PODSEG-FORWARD - [0:0]\n:OTHER - [0:0]\n" + beforeJump + "-A FORWARD -j PODSEG-FORWARD\n"
                + beforeDrop
                + "-A PODSEG-FORWARD -m comment --comment \"x 0123456789abcdef\" -j DROP\nCOMMIT\n");
    }

    private static Judgement judge(KernelTable table, Packet packet) {
        IpSet set = new IpSet("podseg4-x", IpSet.Type.HASH_IP, Family.V4, new TreeSet<>(List.of("10.0.0.1")));
        KernelRules rules = new KernelRules(
                Map.of(Family.V4, table), new TreeMap<>(Map.of(set.name(), set)), EnumSet.allOf(Family.class));
        return new Interpreter(rules, name -> !name.startsWith("podseg")).judge(packet);
    }

    private static Judgement withRule(String rule) {
        return judge(table("", "-A PODSEG-FORWARD " + rule + "\n"), PACKET);
    }

    @Test
    void withoutRulesOfOthersPodsegsDecide() {
        assertThat(judge(table("", ""), PACKET)).isEqualTo(new Judgement(Answer.DROPPED, List.of()));
        assertThat(judge(KernelTable.NONE, PACKET).passes()).isTrue();
    }

    @Test
    void withoutAJumpEverythingPasses() {
        assertThat(judge(
                                KernelTable.parse("*mangle\n:FORWARD ACCEPT [0:0]\n:PODSEG-FORWARD - [0:0]\n"
                                        + "-A PODSEG-FORWARD -j DROP\nCOMMIT\n"),
                                PACKET)
                        .passes())
                .isTrue();
    }

    @Test
    void thePolicyOfABuiltInChainCounts() {
        assertThat(judge(KernelTable.parse("*mangle\n:FORWARD DROP [0:0]\nCOMMIT\n"), PACKET)
                        .answer())
                .isEqualTo(Answer.DROPPED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-j ACCEPT | PASSES",
                "-s 10.0.0.0/24 -j ACCEPT | PASSES",
                "-s 10.0.1.0/24 -j ACCEPT | DROPPED",
                "! -s 10.0.1.0/24 -j ACCEPT | PASSES",
                "! -s 10.0.0.1/32 -j RETURN | DROPPED",
                "-s 10.0.0.1/32 -j RETURN | PASSES",
                "-p tcp -m tcp --dport 80 -j ACCEPT | PASSES",
                "-p tcp -m tcp ! --dport 80 -j ACCEPT | DROPPED",
                "-p tcp -m tcp --dport 81:90 -j ACCEPT | DROPPED",
                "-p udp -m multiport --dports 80,81 -j ACCEPT | DROPPED",
                "-p tcp -m multiport --dports 79:80,443 -j ACCEPT | PASSES",
                "-p icmp -j ACCEPT | DROPPED",
                "! -p icmp -j ACCEPT | PASSES",
                "-p all -j ACCEPT | PASSES",
                "-i podseg+ -j ACCEPT | PASSES",
                "-i eth0 -j ACCEPT | DROPPED",
                "-m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT | PASSES",
                "-m state --state ESTABLISHED -j ACCEPT | DROPPED",
                "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT | PASSES",
                "-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT | DROPPED",
                "-m set --match-set podseg4-x src -j ACCEPT | PASSES",
                "-m set ! --match-set podseg4-x src -j ACCEPT | DROPPED",
                "-m comment --comment \"let it in\" -j ACCEPT | PASSES",
                "-j LOG --log-prefix \"-j ACCEPT \" | DROPPED",
                "-m statistic --mode random --probability 0.5 -j LOG | DROPPED",
                "-m statistic --mode random --probability 0.5 -j DROP | DROPPED",
                "-s 10.0.0.1/32 | DROPPED",
                "-j OTHER | DROPPED",
                "-g OTHER | PASSES",
            })
    void rulesOfOthersAreRead(String rule, Answer answer) {
        assertThat(withRule(rule)).isEqualTo(new Judgement(answer, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m statistic --mode random --probability 0.5 -j ACCEPT",
                "-m mark --mark 0x1 -j RETURN",
                "-m socket -j ACCEPT",
                "-p tcp -m tcp --sport 1024:65535 -j ACCEPT",
                "-m conntrack --ctstate DNAT -j ACCEPT",
                "-m set --match-set theirs src -j ACCEPT",
                "-m set --match-set podseg4-gone src -j ACCEPT",
                "-j NFQUEUE --queue-num 1",
                "-j SOMETHING --new",
                "-s 10.0.0.1/99 -j ACCEPT",
                "-m comment --comment \"open -j ACCEPT",
            })
    void whatCannotBeJudgedIsNamed(String rule) {
        assertThat(withRule(rule)).isEqualTo(new Judgement(Answer.UNDECIDED, List.of("-A PODSEG-FORWARD " + rule)));
    }

    @Test
    void whatCannotBeJudgedAndChangesNothingIsNoDoubt() {
        assertThat(judge(table("", "-A PODSEG-FORWARD -m mark --mark 0x1 -j DROP\n"), PACKET)
                        .answer())
                .isEqualTo(Answer.DROPPED);
        assertThat(judge(table("-A FORWARD -j ACCEPT\n", "-A PODSEG-FORWARD -m mark --mark 0x1 -j RETURN\n"), PACKET)
                        .answer())
                .isEqualTo(Answer.PASSES);
    }

    @Test
    void aRuleBeforeTheJumpIsPassedFirst() {
        assertThat(judge(table("-A FORWARD -s 10.0.0.1/32 -j ACCEPT\n", ""), PACKET)
                        .passes())
                .isTrue();
        assertThat(judge(table("-A FORWARD -j OTHER\n-A OTHER -p tcp -j ACCEPT\n", ""), PACKET)
                        .passes())
                .isTrue();
    }

    /** By which interface the outside comes is not known; by a bridge of podseg's it is not. */
    @Test
    void theWayFromOutsideIsUnknown() {
        assertThat(judge(table("", "-A PODSEG-FORWARD -i eth0 -j RETURN\n"), FROM_OUTSIDE)
                        .answer())
                .isEqualTo(Answer.UNDECIDED);
        assertThat(judge(table("", "-A PODSEG-FORWARD -i podseg+ -j RETURN\n"), FROM_OUTSIDE)
                        .answer())
                .isEqualTo(Answer.DROPPED);
    }
}
