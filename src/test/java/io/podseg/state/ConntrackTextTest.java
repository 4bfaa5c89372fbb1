package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConntrackTextTest {
    private static final String LIST = """
            tcp      6 431999 ESTABLISHED src=203.0.113.10 dst=203.0.113.1 sport=36556 dport=8080 src=10.89.0.10 dst=203.0.113.10 sport=80 dport=36556 [ASSURED] mark=0 use=1
            tcp      6 30 TIME_WAIT src=203.0.113.10 dst=203.0.113.1 sport=36557 dport=8080 src=10.89.0.10 dst=203.0.113.10 sport=80 dport=36557 [ASSURED] mark=0 use=1
            udp      17 29 src=10.89.0.10 dst=203.0.113.10 sport=5000 dport=53 [UNREPLIED] src=203.0.113.10 dst=10.89.0.10 sport=53 dport=5000 mark=0 use=1
            icmpv6   58 29 src=fd00::a dst=2001:db8::10 type=128 code=0 id=1 src=2001:db8::10 dst=fd00::a type=129 code=0 id=1 mark=0 use=1
            unknown  2 500 src=10.89.0.1
            """;

    @Test
    void readsWhoReallyAnswersAndAtWhichPort() {
        List<TrackedConnection> connections = ConntrackText.parse(LIST, Ip.of("203.0.113.10")::equals);
        assertThat(connections)
                .containsExactly(
                        new TrackedConnection(
                                "tcp",
                                Ip.of("203.0.113.10"),
                                Ip.of("10.89.0.10"),
                                80,
                                new TrackedConnection.Original(Ip.of("203.0.113.1"), 36556, 8080),
                                true,
                                true),
                        new TrackedConnection(
                                "udp",
                                Ip.of("10.89.0.10"),
                                Ip.of("203.0.113.10"),
                                53,
                                new TrackedConnection.Original(Ip.of("203.0.113.10"), 5000, 53),
                                false,
                                false),
                        new TrackedConnection(
                                "icmpv6",
                                Ip.of("fd00::a"),
                                Ip.of("2001:db8::10"),
                                0,
                                new TrackedConnection.Original(Ip.of("2001:db8::10"), 0, 0),
                                false,
                                true));
    }

    @Test
    void deletesByTheOriginalDirection() {
        List<TrackedConnection> connections = ConntrackText.parse(LIST, ip -> false);
        assertThat(connections.stream().map(ConntrackText::delete))
                .containsExactly(
                        "-D -p tcp --orig-src 203.0.113.10 --orig-dst 203.0.113.1 --reply-src 10.89.0.10 --orig-port-dst 8080 --reply-port-src 80",
                        "-D -p udp --orig-src 10.89.0.10 --orig-dst 203.0.113.10 --reply-src 203.0.113.10 --orig-port-dst 53 --reply-port-src 53",
                        "-D -p icmpv6 --orig-src fd00::a --orig-dst 2001:db8::10 --reply-src 2001:db8::10");
    }
}
