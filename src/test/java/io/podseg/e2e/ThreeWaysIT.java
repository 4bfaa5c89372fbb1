package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.util.ArrayList;
import java.util.List;
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
        List<String> argv = new ArrayList<>(List.of("matrix", "-f", Manifests.PAIR.path()));
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
    void aFlushedChainIsAHole() {
        lab.run("iptables", "-t", "mangle", "-F", "PODSEG-FORWARD").ok();
        assertThat(matrix("--live", "--fail-on-difference").exits(1).stdout())
                .contains("pair/server -> pair/client 80/TCP: manifests denied, kernel's rules allowed\n");
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
