package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What manifests, the kernel's rules and real connections say of the same pods, in order and with holes made by hand. */
@TestInstance(Lifecycle.PER_CLASS)
class ThreeWaysIT {
    private static final List<String> ASKED = List.of(
            "--port", "80/TCP", "--port", "81/TCP", "--port", "53/UDP", "--resolver", "--external", Lab.OUTSIDE);

    /** Takes datagrams at port 53 and answers none. */
    private static final String SILENT =
            "$s = IO::Socket::INET->new(LocalPort => 53, Proto => 'udp') or die; while (1) { $s->recv($b, 99) }";

    private final Lab lab = Lab.start();

    @BeforeEach
    void apply() {
        Pair.apply(lab);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private Result matrix(String... ways) {
        return matrix(Manifests.PAIR, ways);
    }

    private Result matrix(Manifests manifests, String... ways) {
        List<String> argv = new ArrayList<>(List.of("matrix", "-f", manifests.path()));
        argv.addAll(List.of(ways));
        argv.addAll(ASKED);
        return lab.podseg(argv.toArray(String[]::new));
    }

    @Test
    void theKernelsRulesSayWhatTheManifestsSay() {
        assertThat(matrix("--live", "--fail-on-difference").ok().stdout())
                .contains("The manifests and the kernel's rules agree: ")
                .doesNotContain("!", "×", "?");
    }

    @Test
    void allThreeAgree() {
        assertThat(matrix("--live", "--probe", "--fail-on-difference").ok().stdout())
                .contains("The manifests, the kernel's rules and real connections agree: ")
                .contains("Not probed: 6 connections, for connections from outside cannot be made from this host\n")
                .doesNotContain("!", "×", "?");
    }

    @Test
    void allThreeAgreeForBothFamilies() {
        lab.podseg("apply", "--yes", "-f", Manifests.DUAL_STACK.path()).ok();
        assertThat(matrix(Manifests.DUAL_STACK, "--live", "--probe", "--fail-on-difference")
                        .ok()
                        .stdout())
                .contains("The manifests, the kernel's rules and real connections agree: ");
    }

    @Test
    void aFlushedChainIsAHole() {
        lab.run("iptables", "-t", "mangle", "-F", "PODSEG-FORWARD").ok();
        assertThat(matrix("--live", "--probe", "--fail-on-difference").exits(1).stdout())
                .contains("pair/server -> pair/client 80/TCP: manifests denied, kernel's rules allowed, real connection"
                        + " allowed\n")
                .contains("pair/server -> pair/client 53/UDP: manifests denied, kernel's rules allowed, real connection"
                        + " allowed\n");
    }

    /** Whether something passed is seen even where nothing ever comes back: from the kernel's table of connections. */
    @Test
    void silentServersAreNotTakenForAFirewall() {
        inServer("iptables", "-A", "INPUT", "-p", "tcp", "--dport", "81", "-j", "DROP")
                .ok();
        lab.spawn(inServerArgv("perl", "-MIO::Socket::INET", "-e", SILENT));
        lab.await(
                "the silent server",
                () -> inServer("grep", "-q", ":0035 ", "/proc/net/udp").exit() == 0);
        assertThat(matrix("--live", "--probe", "--fail-on-difference").ok().stdout())
                .contains("agree: ");
        lab.run("iptables", "-t", "mangle", "-F", "PODSEG-FORWARD").ok();
        assertThat(matrix("--probe").ok().stdout())
                .contains("pair/client -> pair/server 81/TCP: manifests denied, real connection allowed\n")
                .contains("pair/client -> pair/server 53/UDP: manifests denied, real connection allowed\n");
        inServer("iptables", "-F", "INPUT").ok();
    }

    @Test
    void withoutTheRightsItSaysSo() {
        List<String> argv =
                new ArrayList<>(List.of("setpriv", "--bounding-set", "-sys_admin", Lab.launcher(), "matrix"));
        argv.addAll(List.of("-f", Manifests.PAIR.path(), "--probe", "--port", "80"));
        Result result = lab.run(argv.toArray(String[]::new)).exits(1);
        assertThat(result.stderr())
                .contains("no permission to enter the network namespace")
                .hasLineCount(1);
    }

    private Result inServer(String... argv) {
        return lab.run(inServerArgv(argv));
    }

    private String[] inServerArgv(String... argv) {
        String pid = lab.podman("inspect", "--type", "container", "--format", "{{.State.Pid}}", Pair.SERVER)
                .ok()
                .text();
        return Stream.concat(Stream.of("nsenter", "-t", pid, "-n", "--"), Stream.of(argv))
                .toArray(String[]::new);
    }

    @Test
    void rulesAddedByHandAreJudgedOrNamed() {
        lab.run("iptables", "-t", "mangle", "-I", "FORWARD", "-s", Pair.SERVER_IP, "-j", "ACCEPT")
                .ok();
        lab.run("iptables", "-t", "mangle", "-I", "PODSEG-TO", "-m", "mark", "--mark", "1", "-j", "ACCEPT")
                .ok();
        assertThat(matrix("--live").ok().stdout())
                .contains("pair/server -> pair/client 80/TCP: manifests denied, kernel's rules allowed\n")
                .contains(", for the rule: -A PODSEG-TO -m mark --mark 0x1 -j ACCEPT\n");
        lab.run("iptables", "-t", "mangle", "-D", "FORWARD", "-s", Pair.SERVER_IP, "-j", "ACCEPT")
                .ok();
    }
}
