package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What somebody changes in Podman by hand shows in the plan as drift, and apply puts it back. */
@TestInstance(Lifecycle.PER_CLASS)
class DriftIT {
    private final Lab lab = Lab.start();
    private final OpenPodseg podseg = lab.openPodseg();

    @BeforeEach
    void apply() {
        Pair.apply(podseg);
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
    void aNetworkOfAnotherSubnet() {
        String made =
                "podman network inspect pair-spare --format '{{range $k, $v := .Labels}}--label {{$k}}={{$v}} {{end}}'";
        lab.run(
                        "sh",
                        "-ec",
                        "labels=$(" + made + "); podman network rm pair-spare;"
                                + " podman network create --subnet 10.99.0.0/24 $labels pair-spare")
                .ok();
        assertSeenAndRepaired("it was changed on the host");
        assertThat(lab.podman("network", "inspect", "pair-spare").ok().stdout()).contains("10.93.0.0/24");
    }

    @Test
    void aNetworkOfAnotherBridge() {
        lab.run(
                        "sh",
                        "-ec",
                        "sed -i 's/\"podseg[0-9a-f]\\{8\\}\"/\"other0\"/' /etc/containers/networks/pair-spare.json")
                .ok();
        assertSeenAndRepaired("pair-spare  (will be replaced: it was changed on the host)");
    }

    /** Whoever took the name has nothing of podseg's: it is not touched, and the plan says what is in the way. */
    @Test
    void aNetworkOfOthersUnderTheSameName() {
        lab.run("sh", "-ec", "podman network rm pair-spare; podman network create --subnet 10.99.0.0/24 pair-spare")
                .ok();
        assertThat(Pair.plan(podseg)).contains("network pair-spare exists and is not podseg's");
        podseg.run("apply", "--yes", "-f", Manifests.PAIR.path()).exits(1);
        assertThat(lab.podman("network", "inspect", "pair-spare").ok().stdout()).contains("10.99.0.0/24");
        lab.podman("network", "rm", "pair-spare").ok();
        assertSeenAndRepaired("pair-spare");
    }

    /** A container is known by its label. */
    @Test
    void aRenamedContainerIsStillItsPods() {
        lab.podman("rename", Pair.CLIENT, "renamed").ok();
        assertThat(Pair.plan(podseg)).contains("No changes");
        lab.podman("rename", "renamed", Pair.CLIENT).ok();
    }

    /** What stands in a pod is the pod, to policies, whoever put it there; podseg neither removes it nor opens anything for it. */
    @Test
    void aContainerPutIntoAPodIsThatPod() {
        lab.podman("run", "-d", "--pod", Pair.CLIENT_POD, "--name", "extra", Images.BUSYBOX, "sleep", "1000")
                .ok();
        assertThat(Pair.plan(podseg)).contains("No changes");
        assertThat(lab.connects("extra", Pair.SERVER_IP, 80, "TCP")).isEqualTo(Answer.OPEN);
        assertThat(lab.connects("extra", Pair.SERVER_IP, 81, "TCP")).isEqualTo(Answer.SILENT);
        lab.podman("rm", "-f", "-t", "0", "extra").ok();
    }

    /** A line of the plan has the drift mark and names the object; after apply there is nothing to do and all is as before. */
    private void assertSeenAndRepaired(String name) {
        String plan = Pair.plan(podseg);
        assertThat(plan.lines())
                .as("plan\n%s", plan)
                .anyMatch(line -> line.stripLeading().startsWith("!") && line.contains(name));
        Pair.apply(podseg);
        assertThat(Pair.plan(podseg)).contains("No changes");
        Pair.assertEnforced(lab);
    }
}
