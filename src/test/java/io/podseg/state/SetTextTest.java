package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.podseg.model.Family;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetTextTest {
    @Test
    void createsSetsThatHaveRoomForTheirMembers() {
        assertThat(SetText.create(set(3))).isEqualTo("create podseg4-a hash:ip family inet hashsize 64 maxelem 65536");
        assertThat(SetText.create(set(32768))).endsWith("hashsize 32768 maxelem 65536");
        assertThat(SetText.create(set(32769))).endsWith("hashsize 65536 maxelem 131072");
        assertThat(SetText.create(new IpSet("podseg6-a", IpSet.Type.HASH_NET_IFACE, Family.V6, new TreeSet<>())))
                .isEqualTo("create podseg6-a hash:net,iface family inet6 hashsize 64 maxelem 65536");
    }

    @Test
    void setsThatCountAreNeverReplacedByLargerOnes() {
        IpSet few = counted("10.0.0.1");
        IpSet many = counted(IntStream.range(0, 70_000)
                .mapToObj(i -> "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256)
                .toArray(String[]::new));
        assertThat(SetText.create(few))
                .isEqualTo("create podseg4-a hash:ip family inet hashsize 64 maxelem 1048576 counters");
        assertThat(SetText.capacity(many)).isEqualTo(SetText.capacity(few));
    }

    @Test
    void readsWhatSetsHaveCountedApartFromTheirMembers() {
        String saved = """
                create podseg4-a hash:ip family inet hashsize 1024 maxelem 65536 counters bucketsize 12 initval 0x58a81d0b
                add podseg4-a 10.0.0.2 packets 3 bytes 180
                add podseg4-a 10.0.0.1 packets 0 bytes 0
                create others hash:ip family inet hashsize 1024 maxelem 65536 counters
                add others 10.0.0.9 packets 7 bytes 700
                create podseg4-b hash:net family inet hashsize 1024 maxelem 65536
                add podseg4-b 10.0.0.0/8
                create podseg6-a hash:ip family inet6 hashsize 1024 maxelem 65536 counters
                add podseg6-a fd00:0::1 packets 99999999999999999999 bytes 1
                """;
        assertThat(SetParser.parse(saved).get("podseg4-a")).isEqualTo(counted("10.0.0.1", "10.0.0.2"));
        assertThat(SetParser.parse(saved))
                .hasEntrySatisfying("podseg4-b", set -> assertThat(set.type()).isEqualTo(IpSet.Type.HASH_NET));
        assertThat(SetParser.counts(saved))
                .isEqualTo(Map.of(
                        "podseg4-a", Map.of("10.0.0.1", Count.ZERO, "10.0.0.2", new Count(3, 180)),
                        "podseg6-a", Map.of("fd00::1", new Count(Long.MAX_VALUE, 1))));
    }

    private static IpSet counted(String... members) {
        return new IpSet("podseg4-a", IpSet.Type.HASH_IP_COUNTED, Family.V4, new TreeSet<>(List.of(members)));
    }

    @Test
    void oneSpellingForOneMember() {
        assertThat(SetText.member("FD00:0::0:1/128")).isEqualTo("fd00::1");
        assertThat(SetText.member("::1.2.3.4")).isEqualTo("::102:304");
        assertThat(SetText.member("10.0.0.9/8")).isEqualTo("10.0.0.0/8");
        assertThat(SetText.member("10.0.0.1/32,br0")).isEqualTo("10.0.0.1,br0");
        assertThat(SetText.member("fd00::0:5,tcp:80")).isEqualTo("fd00::5,tcp:80");
        assertThat(SetText.member("10.0.0.0/8 nomatch")).isEqualTo("10.0.0.0/8 nomatch");
        assertThat(SetText.member("10.0.0.0/24,10.0.1.1/32")).isEqualTo("10.0.0.0/24,10.0.1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1 nomatch",
                "-exist",
                "10.0.0.1\nflush podseg4-a",
                "",
                "10.0.0.1,",
                "10.0.0.1,-exist",
                "a;b"
            })
    void refusesMembersThatWouldBeMoreThanAWord(String member) {
        assertThatIllegalArgumentException().isThrownBy(() -> SetText.add("podseg4-a", member));
    }

    @ParameterizedTest
    @ValueSource(strings = {"others", "podseg a", "podseg4-0123456789-0123456789-01", "podseg\n", "", "-exist"})
    void refusesSetsOfOthers(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> SetText.destroy(name));
        assertThatIllegalArgumentException().isThrownBy(() -> SetText.add(name, "10.0.0.1"));
    }

    @Test
    void readsOwnSetsOnly() {
        String saved = """
                create others hash:ip family inet hashsize 1024 maxelem 65536
                add others 10.0.0.9
                create podseg4-a hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x58a81d0b
                add podseg4-a 10.0.0.2
                add podseg4-a 10.0.0.1
                create podseg4-mac hash:mac hashsize 1024 maxelem 65536
                add podseg4-mac 01:02:03:04:05:06
                create podseg6-p hash:ip,port family inet6 hashsize 1024 maxelem 65536
                add podseg6-p ::1.2.3.4,tcp:80
                """;
        assertThat(SetParser.parse(saved))
                .isEqualTo(Map.of(
                        "podseg4-a",
                        new IpSet(
                                "podseg4-a",
                                IpSet.Type.HASH_IP,
                                Family.V4,
                                new TreeSet<>(List.of("10.0.0.1", "10.0.0.2"))),
                        "podseg6-p",
                        new IpSet(
                                "podseg6-p",
                                IpSet.Type.HASH_IP_PORT,
                                Family.V6,
                                new TreeSet<>(List.of("::102:304,tcp:80")))));
        assertThat(SetParser.parse("")).isEmpty();
    }

    @Property(tries = 2000)
    void whatIsWrittenIsReadBack(@ForAll("firewalls") Firewall firewall) {
        String text = String.join("\n", TransactionBuilder.whole(firewall).setsBefore());
        assertThat(SetParser.parse(text))
                .isEqualTo(TransactionBuilder.canonical(firewall).sets());
    }

    @Provide
    Arbitrary<Firewall> firewalls() {
        return FirewallArbitraries.firewalls();
    }

    private static IpSet set(int members) {
        return new IpSet(
                "podseg4-a",
                IpSet.Type.HASH_IP,
                Family.V4,
                IntStream.range(0, members)
                        .mapToObj(i -> "10.0." + i / 256 + "." + i % 256)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
