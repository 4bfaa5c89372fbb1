package io.podseg.host.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Prober.Answer;
import io.podseg.reconcile.Prober.Attempt;
import io.podseg.reconcile.Prober.Lost;
import io.podseg.reconcile.Prober.Passed;
import io.podseg.reconcile.Prober.Silent;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Attempts over the loopback interface of this process. Other network namespaces are tried by {@code e2e.ThreeWaysIT}. */
@NullMarked
class NamespaceProberTest {
    private static final Ip LOOPBACK = Ip.of("127.0.0.1");

    private static Attempt attempt(Protocol protocol, int port) {
        return new Attempt(Optional.empty(), Optional.empty(), LOOPBACK, port, protocol);
    }

    private static List<Answer> probe(Duration limit, Attempt... attempts) throws HostException {
        return new NamespaceProber().probe(List.of(attempts), limit);
    }

    /** A port at which nobody listens. */
    private static int free() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void connectedRefusedAndUnreachableAllCameBack() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(probe(
                            Duration.ofSeconds(20),
                            attempt(Protocol.TCP, server.getLocalPort()),
                            attempt(Protocol.TCP, free()),
                            attempt(Protocol.UDP, free())))
                    .containsOnly(new Passed());
        }
    }

    @Test
    void aSilentServerIsNamedByThePortItWasAskedFrom() throws Exception {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            List<Answer> answers = probe(Duration.ofMillis(300), attempt(Protocol.UDP, server.getLocalPort()));
            assertThat(answers).singleElement().isInstanceOf(Silent.class);
            assertThat(((Silent) answers.getFirst()).port()).isPositive();
        }
    }

    @Test
    void withoutARouteItIsLost() throws Exception {
        Attempt broadcast = new Attempt(Optional.empty(), Optional.empty(), Ip.of("255.255.255.255"), 9, Protocol.UDP);
        assertThat(probe(Duration.ofMillis(300), broadcast)).containsOnly(new Lost());
    }

    @Test
    void aProcessThatIsGoneIsAnError() {
        Attempt attempt = new Attempt(Optional.of(4_000_000_000L), Optional.empty(), LOOPBACK, 80, Protocol.TCP);
        assertThatThrownBy(() -> probe(Duration.ofSeconds(1), attempt))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("/proc/4000000000/ns/net");
    }

    @Test
    void capacityFitsTheLimitOfOpenFiles() {
        assertThat(new NamespaceProber().capacity()).isBetween(64, 4000);
    }

    @Test
    void onlyDatagramsOfTheWaveCount() {
        Token token = new Token(7);
        assertThat(token.number(token.numbered(3))).contains(3);
        assertThat(new Token(8).number(token.numbered(3))).isEmpty();
        assertThat(token.number(Token.HARMLESS)).isEmpty();
    }
}
