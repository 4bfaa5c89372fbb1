package io.podseg.audit.live;

import static io.podseg.audit.live.SeenContainers.CHOWN;
import static io.podseg.audit.live.SeenContainers.NET_BIND_SERVICE;
import static io.podseg.audit.live.SeenContainers.SYS_ADMIN;
import static io.podseg.audit.live.SeenContainers.configured;
import static io.podseg.audit.live.SeenContainers.process;
import static io.podseg.audit.live.SeenContainers.running;
import static io.podseg.audit.live.SeenContainers.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.audit.Audit;
import io.podseg.audit.Finding;
import io.podseg.audit.checks.Checks;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.CapabilityUse.Watch;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.HostAudit.Deviation;
import io.podseg.audit.facts.HostAudit.Trust;
import io.podseg.audit.facts.HostNamespace;
import io.podseg.audit.facts.MountFacts;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.UserFacts;
import io.podseg.audit.facts.UserNamespace;
import io.podseg.audit.facts.VariableFacts;
import io.podseg.policy.World;
import io.podseg.state.HostState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FromLiveTest {
    private static final FromLive FACTS = new FromLive(World.EMPTY, "/state");
    private static final OptionalLong MEMORY = OptionalLong.of(1 << 20);

    /** Podman 4.3 calls the IPC namespace of the host "shareable". */
    @Test
    void theKernelIsBelievedBeforeTheConfigurationAndThatBeforePodman() {
        Inspected told = told("a", Map.of(), Map.of(), List.of());
        PodFacts runs = pod(new Seen(
                told,
                Optional.of(configured("ipc")),
                Optional.of(running(MEMORY, Optional.empty(), process(7, 0, 2)))));
        assertThat(runs.shared()).containsExactly(HostNamespace.IPC);
        assertThat(runs.users()).isEqualTo(UserNamespace.HOST);
        PodFacts stopped = pod(new Seen(told, Optional.of(configured("network", "user")), Optional.empty()));
        assertThat(stopped.shared()).isEqualTo(Set.of(HostNamespace.PID, HostNamespace.IPC, HostNamespace.UTS));
        assertThat(stopped.users()).isEqualTo(UserNamespace.MAPPED);
        assertThat(container(stopped).user().user()).isEqualTo(UserFacts.Root.NO);
        PodFacts never = pod(new Seen(told, Optional.empty(), Optional.empty()));
        assertThat(never.shared()).isEmpty();
        assertThat(container(never).user().user()).isEqualTo(UserFacts.Root.YES);
    }

    /** Podman 4.3 does not tell what podman update has changed, no version what the kernel does not keep. */
    @Test
    void limitsAreThoseThatTheKernelKeeps() {
        Inspected told = told("a", Map.of(), Map.of(), List.of());
        for (OptionalLong kept : List.of(OptionalLong.empty(), OptionalLong.of(4096))) {
            PodFacts runs = pod(new Seen(
                    told, Optional.empty(), Optional.of(running(kept, Optional.empty(), process(7, CHOWN, 2)))));
            assertThat(container(runs).limits().memory()).isEqualTo(kept);
        }
        PodFacts stopped = pod(new Seen(told, Optional.empty(), Optional.empty()));
        assertThat(container(stopped).limits().memory()).isEqualTo(MEMORY);
    }

    @Test
    void whatTheImageSaysIsNeitherAnExemptionNorAVariableOfTheContainer() {
        String key = "podseg.io/audit-exempt.PS10";
        PodFacts pod = pod(new Seen(
                told(
                        "a",
                        Map.of(key, "trust me", "podseg.io/audit-exempt.PS11", "reason"),
                        Map.of(key, "trust me"),
                        List.of()),
                Optional.empty(),
                Optional.empty()));
        assertThat(pod.exemptions()).containsExactlyEntriesOf(new TreeMap<>(Map.of("PS11", "reason")));
        assertThat(container(pod).environment()).extracting(VariableFacts::name).containsExactly("MINE");
        assertThat(pod(new Seen(
                                told("a", Map.of(key, "my own"), Map.of(key, "trust me"), List.of()),
                                Optional.empty(),
                                Optional.empty()))
                        .exemptions())
                .containsEntry("PS10", "my own");
    }

    @Test
    void filesThatPodsegKeepsForItsPodsAreNoPathsOfTheHost() {
        Seen seen = new Seen(told("a", Map.of(), Map.of(), List.of()), Optional.empty(), Optional.empty());
        assertThat(container(pod(seen)).files().mounts())
                .extracting(MountFacts::kind)
                .containsExactly(MountFacts.Kind.MANAGED);
        assertThat(container(new FromLive(World.EMPTY, "/stat")
                                .pods(List.of(seen))
                                .getFirst())
                        .files()
                        .mounts())
                .extracting(MountFacts::kind)
                .containsExactly(MountFacts.Kind.HOST_PATH);
    }

    @Test
    void whatTheKernelDoesNotKeepIsTold() {
        Inspected told = told("a", Map.of(), Map.of(), List.of("no-new-privileges"));
        assertThat(messages(new Seen(
                        told,
                        Optional.of(configured()),
                        Optional.of(running(
                                OptionalLong.empty(),
                                Optional.empty(),
                                process(7, CHOWN, 2),
                                process(8, SYS_ADMIN, 0))))))
                .containsExactlyInAnyOrder(
                        "was made with a limit of 1048576 bytes (memory), and the kernel keeps none",
                        "process 8 (/bin/web) runs without the seccomp filter of the container",
                        "process 8 (/bin/web) has capabilities that the container was not given: SYS_ADMIN");
        assertThat(messages(new Seen(
                        told,
                        Optional.of(configured()),
                        Optional.of(running(MEMORY, Optional.empty(), process(7, CHOWN, 2))))))
                .isEmpty();
    }

    private static List<String> messages(Seen seen) {
        return new Deviations(HostState.empty())
                .unkept(List.of(seen), FACTS).found().stream()
                        .map(Deviation::message)
                        .toList();
    }

    @Test
    void theSmallerSetIsWhatWasUsedOrWhatShowsItself() {
        Watch watch = new Watch(60, new TreeMap<>(Map.of("CHOWN", 3L)));
        long granted = CHOWN | NET_BIND_SERVICE | SYS_ADMIN;
        assertThat(leastPrivilege(running(MEMORY, Optional.of(watch), process(7, granted, 2))))
                .containsExactly(
                        "is granted CHOWN, NET_BIND_SERVICE, SYS_ADMIN; held and not used in 60 s: SYS_ADMIN; CHOWN is"
                                + " needed: used 3 times; NET_BIND_SERVICE is needed: it listens on a port that others may not open;"
                                + " smaller set: {drop: [ALL], add: [CHOWN, NET_BIND_SERVICE]}");
    }

    /** Where nobody counted, nothing is said to be unused that somebody holds. */
    @Test
    void whatIsHeldStaysWhereNobodyCounted() {
        Running.Process holds = new Running.Process(7, "/bin/web", 5, 5, CHOWN, CHOWN, CHOWN | SYS_ADMIN, true, 2);
        assertThat(leastPrivilege(running(MEMORY, Optional.empty(), holds)))
                .containsExactly(
                        "is granted CHOWN, SYS_ADMIN; its process does not hold SYS_ADMIN; which of those that are held"
                                + " are used is not known (nobody watched); smaller set: {drop: [ALL], add: [CHOWN]}");
        assertThat(leastPrivilege(running(MEMORY, Optional.empty(), process(7, CHOWN, 2))))
                .isEmpty();
    }

    private static List<String> leastPrivilege(Running running) {
        Seen seen = new Seen(told("a", Map.of(), Map.of(), List.of()), Optional.of(configured()), Optional.of(running));
        HostAudit host = new HostAudit(false, List.of(), List.of(), List.of(), List.of());
        Audited audited =
                new Audited(Origin.LIVE, FACTS.pods(List.of(seen)), List.of(), List.of(), List.of(), Optional.of(host));
        return new Audit(Checks.all(), Set.of())
                .look(List.of(audited)).findings().stream()
                        .filter(finding -> finding.check().equals("PS36"))
                        .map(Finding::message)
                        .toList();
    }

    /** Podman looks at policy.json when it pulls, and never again. */
    @Test
    void whatRunsOfARegistryThatIsNotTrustedIsFound() {
        Trust nobody = new Trust("/etc/containers/policy.json", "default", List.of("reject"));
        Trust signed = new Trust("/etc/containers/policy.json", "docker:docker.io/library", List.of("signedBy"));
        Trust anything =
                new Trust("/etc/containers/policy.json", "docker:docker.io", List.of("insecureAcceptAnything"));
        assertThat(registries(List.of(nobody)))
                .containsExactly("its image docker.io/library/web:1 is of a registry that /etc/containers/policy.json"
                        + " does not trust; it came before that, or by another way");
        assertThat(registries(List.of(nobody, signed))).isEmpty();
        assertThat(registries(List.of(nobody, anything))).isEmpty();
        assertThat(registries(List.of())).isEmpty();
    }

    private static List<String> registries(List<Trust> trust) {
        Seen seen = new Seen(told("a", Map.of(), Map.of(), List.of()), Optional.empty(), Optional.empty());
        HostAudit host = new HostAudit(false, trust, List.of(), List.of(), List.of());
        Audited audited =
                new Audited(Origin.LIVE, FACTS.pods(List.of(seen)), List.of(), List.of(), List.of(), Optional.of(host));
        return new Audit(Checks.all(), Set.of())
                .look(List.of(audited)).findings().stream()
                        .filter(finding -> finding.check().equals("PS21"))
                        .map(Finding::message)
                        .toList();
    }

    private static PodFacts pod(Seen seen) {
        return FACTS.pods(List.of(seen)).getFirst();
    }

    private static ContainerFacts container(PodFacts pod) {
        return pod.containers().getFirst();
    }
}
