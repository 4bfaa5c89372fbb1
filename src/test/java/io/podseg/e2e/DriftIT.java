package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What somebody changes on the host by hand shows in the plan as drift, and apply puts it back. */
@TestInstance(Lifecycle.PER_CLASS)
class DriftIT {
    private final Lab lab = Lab.start();

    @BeforeEach
    void apply() {
        Pair.apply(lab);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void anUnusedNetwork() {
        lab.podman("network", "rm", "pair-spare").ok();
        assertSeenAndRepaired("pair-spare");
        lab.podman("network", "exists", "pair-spare").ok();
    }

    @Test
    void aNetworkWithItsPods() {
        lab.podman("network", "rm", "-f", "pair-left").ok();
        assertSeenAndRepaired("pair-left");
    }

    @Test
    void aContainer() {
        lab.podman("rm", "-f", "-t", "0", Pair.CLIENT).ok();
        assertSeenAndRepaired("client");
    }

    @Test
    void aStoppedPod() {
        lab.podman("pod", "stop", "-t", "0", Pair.CLIENT_POD).ok();
        assertSeenAndRepaired("client");
    }

    @Test
    void aPod() {
        lab.podman("pod", "rm", "-f", "-t", "0", Pair.CLIENT_POD).ok();
        assertSeenAndRepaired("client");
    }

    @Test
    void aPodTakenOffItsNetwork() {
        lab.podman("network", "disconnect", "-f", "pair-left", infra()).ok();
        assertSeenAndRepaired("client");
    }

    @Test
    void aPodPutOnAnotherNetwork() {
        lab.podman("network", "connect", "pair-spare", infra()).ok();
        assertSeenAndRepaired("client");
    }

    @Test
    void anInfraContainerThatDied() {
        String infra = infra();
        lab.podman("kill", infra).ok();
        lab.await(
                "the infra container's end",
                () -> lab.podman("inspect", "--format", "{{.State.Running}}", infra)
                        .text()
                        .equals("false"));
        assertSeenAndRepaired("client");
    }

    private String infra() {
        return lab.podman("pod", "inspect", "--format", "{{.InfraContainerID}}", Pair.CLIENT_POD)
                .ok()
                .text();
    }

    @Test
    void everyChain() {
        lab.run("sh", "-c", "iptables-save -t " + table() + " | grep -v PODSEG | iptables-restore")
                .ok();
        assertSeenAndRepaired("PODSEG");
    }

    @Test
    void oneChainFlushed() {
        iptables("-F", "PODSEG-FORWARD");
        assertSeenAndRepaired("PODSEG-FORWARD");
    }

    @Test
    void theJumpNoLongerFirst() {
        iptables("-I", "FORWARD", "-s", "198.51.100.1", "-j", "ACCEPT");
        assertSeenAndRepaired("FORWARD");
        iptables("-C", "FORWARD", "-s", "198.51.100.1", "-j", "ACCEPT");
    }

    @Test
    void aRuleAdded() {
        iptables("-I", "PODSEG-FORWARD", "-j", "RETURN");
        assertSeenAndRepaired("PODSEG-FORWARD");
    }

    @Test
    void aSetEmptied() {
        lab.run("ipset", "flush", "podseg4-ready").ok();
        assertSeenAndRepaired("podseg4-ready");
    }

    private void iptables(String... arguments) {
        var argv = new ArrayList<>(List.of("iptables", "-t", table()));
        argv.addAll(List.of(arguments));
        lab.run(argv.toArray(String[]::new)).ok();
    }

    /** The table that podseg's chains stand in. */
    private String table() {
        return Stream.of("filter", "mangle")
                .filter(table ->
                        lab.run("iptables", "-t", table, "-S", "PODSEG-FORWARD").exit() == 0)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no chain of podseg"));
    }

    /** A line of the plan has the drift mark and names the object; after apply there is nothing to do and all is as before. */
    private void assertSeenAndRepaired(String name) {
        String plan = Pair.plan(lab);
        assertThat(plan.lines())
                .as("plan\n%s", plan)
                .anyMatch(line -> line.stripLeading().startsWith("!") && line.contains(name));
        Pair.apply(lab);
        assertThat(Pair.plan(lab)).contains("No changes");
        Pair.assertEnforced(lab);
    }
}
