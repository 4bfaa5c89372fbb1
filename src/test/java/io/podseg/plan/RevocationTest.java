package io.podseg.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Compiler;
import io.podseg.desired.Known;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Ip;
import io.podseg.state.Firewall;
import io.podseg.state.TrackedConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The server 10.94.0.11 may be reached at port 9000 only, by anybody; the client 10.94.0.10 by nobody. */
class RevocationTest {
    private static final Ip CLIENT = Ip.of("10.94.0.10");
    private static final Ip SERVER = Ip.of("10.94.0.11");
    private static final Ip OUTSIDE = Ip.of("203.0.113.10");

    private final Firewall target = Compiler.compile(
                    new FolderSource(List.of(Path.of("src/test/resources/lab/manifests/streams/narrow")))
                            .load()
                            .declarations(),
                    Known.NOTHING)
            .state()
            .firewall();

    @Test
    void whatTheRulesStillAllowGoesOn() {
        assertGoesOn(connection("tcp", CLIENT, SERVER, 9000, false));
        assertGoesOn(connection("tcp", OUTSIDE, SERVER, 9000, false));
        assertGoesOn(connection("udp", CLIENT, OUTSIDE, 53, false));
        assertGoesOn(connection("icmp", CLIENT, OUTSIDE, 0, false));
    }

    @Test
    void whatTheyWouldNotLetBeginAgainIsCut() {
        assertCut(connection("tcp", CLIENT, SERVER, 9001, false));
        assertCut(connection("udp", CLIENT, SERVER, 9000, false));
        assertCut(connection("icmp", CLIENT, SERVER, 0, false));
        assertCut(connection("tcp", OUTSIDE, CLIENT, 80, false));
    }

    @Test
    void aPublishedPortIsJudgedByWhatStandsBehindIt() {
        TrackedConnection.Original asked = new TrackedConnection.Original(Ip.of("203.0.113.1"), 40000, 9000);
        assertCut(new TrackedConnection("tcp", OUTSIDE, SERVER, 9001, asked, false, true));
        assertGoesOn(new TrackedConnection("tcp", OUTSIDE, SERVER, 9000, asked, false, true));
    }

    @Test
    void theNodeKeepsItsConnectionsToItsPods() {
        assertGoesOn(connection("tcp", Ip.of("10.94.0.1"), SERVER, 9001, true));
    }

    @Test
    void connectionsOfOthersAreNoneOfPodsegs() {
        assertGoesOn(connection("tcp", OUTSIDE, Ip.of("192.0.2.1"), 22, false));
    }

    @Test
    void connectionsOfAPodThatGoesEndWithIt() {
        TrackedConnection open = connection("tcp", OUTSIDE, Ip.of("10.94.0.12"), 80, false);
        assertGoesOn(open);
        assertThat(Revocation.revoked(Set.of(Ip.of("10.94.0.12")), target, List.of(open)))
                .containsExactly(open);
    }

    @Test
    void whoLeavesAltogetherCutsNothing() {
        TrackedConnection open = connection("tcp", CLIENT, SERVER, 9001, false);
        assertThat(Revocation.revoked(Set.of(), Firewall.NONE, List.of(open))).isEmpty();
    }

    private void assertCut(TrackedConnection connection) {
        assertThat(Revocation.revoked(Set.of(), target, List.of(connection))).containsExactly(connection);
    }

    private void assertGoesOn(TrackedConnection connection) {
        assertThat(Revocation.revoked(Set.of(), target, List.of(connection))).isEmpty();
    }

    private static TrackedConnection connection(String protocol, Ip from, Ip to, int port, boolean fromNode) {
        return new TrackedConnection(
                protocol, from, to, port, new TrackedConnection.Original(to, 40000, port), fromNode, true);
    }
}
