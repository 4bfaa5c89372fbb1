package io.podseg.host.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ports and bridges that go while they are worked on, each with what ip(8) says then. */
class BridgePortsTest {
    private static final String BOTH = """
            20: veth1@if2: <UP> mtu 1500 master podseg0 state UP
            22: veth2@if2: <UP> mtu 1500 master podseg0 state UP
            """;
    private static final String SECOND = "22: veth2@if2: <UP> mtu 1500 master podseg0 state UP\n";

    private final Deque<String> lists = new ArrayDeque<>();
    private final List<String> inputs = new ArrayList<>();
    private Result batch = new Exited(0, "", "");

    private final BridgePorts ports = new BridgePorts(this::run);

    private Result run(List<String> argv, String stdin) {
        if (argv.contains("-batch")) {
            inputs.add(stdin);
            return batch;
        }
        return new Exited(0, lists.remove(), "");
    }

    private void reflect(String before, String after, String said) throws HostException {
        lists.clear();
        lists.addAll(List.of(before, after));
        batch = new Exited(1, "", said);
        ports.reflect(Set.of("podseg0"));
    }

    @Test
    void aPortThatIsGoneFailsNothing() throws Exception {
        reflect(BOTH, SECOND, "Cannot find device \"veth1\"\nCommand failed -:1\n");
        reflect(BOTH, SECOND, "RTNETLINK answers: No such device\nCommand failed -:1\n");
        reflect(BOTH, "", "RTNETLINK answers: No such device\nCommand failed -:1\nCommand failed -:2\n");
        assertThat(inputs).hasSize(3);
    }

    @Test
    void aPortOfTheSameNameThatCameLaterIsAnotherOne() throws Exception {
        String later = BOTH.replace("20: veth1", "24: veth1");
        reflect(BOTH, later, "RTNETLINK answers: No such device\nCommand failed -:1\n");
        String elsewhere =
                BOTH.replace("veth1@if2: <UP> mtu 1500 master podseg0", "veth1@if2: <UP> mtu 1500 master br9");
        reflect(BOTH, elsewhere, "RTNETLINK answers: Operation not supported\nCommand failed -:1\n");
        assertThat(inputs).hasSize(2);
    }

    @Test
    void aPortThatIsStillThereFailsWithWhatWasSaid() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> reflect(
                        BOTH,
                        SECOND,
                        "Cannot find device \"veth1\"\nCommand failed -:1\n"
                                + "RTNETLINK answers: Device or resource busy\nCommand failed -:2\n"))
                .withMessageContaining("Device or resource busy");
    }

    @Test
    void aFailureAtNoLineInParticularIsOne() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> reflect(BOTH, "", "Cannot open netlink socket: Too many open files\n"))
                .withMessageContaining("Too many open files");
    }

    @Test
    void aBridgeThatIsGoneFailsNothingAndIsTriedAgainWhenItIsBack() throws Exception {
        String one = "5: podseg0: <UP> state UP \\    link/ether 3a:88:40:83:4d:36 brd ff:ff:ff:ff:ff:ff\n";
        String again = one.replace("5:", "8:");
        lists.addAll(List.of(one, "", again));
        batch = new Exited(1, "", "RTNETLINK answers: No such device\nCommand failed -:1\n");
        ports.steady(Set.of("podseg0"));
        batch = new Exited(0, "", "");
        ports.steady(Set.of("podseg0"));
        assertThat(inputs).hasSize(2);
    }
}
