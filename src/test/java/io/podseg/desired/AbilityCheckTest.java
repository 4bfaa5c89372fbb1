package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Abilities.ControlGroups;
import io.podseg.desired.Abilities.SubordinateIds;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Diagnostic;
import io.podseg.model.Hardening;
import io.podseg.model.Hardening.BlockIo;
import io.podseg.model.Hardening.IdMapping;
import io.podseg.model.Hardening.Rate;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.model.Hardening.UserNamespace.Mode;
import io.podseg.model.Manifest;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pod is to be confined by, and the host cannot do. */
class AbilityCheckTest {
    private static final Set<String> ALL = Set.copyOf(ControlGroups.ALL);

    @TempDir
    private Path folder;

    private String ulimit = "10:10";

    private static Abilities host(Set<String> controllers, int version, long ids) {
        return new Abilities(
                false,
                false,
                false,
                new ControlGroups(version, new TreeSet<>(controllers), false, false),
                new SubordinateIds("alice", ids, ids),
                new TreeSet<>(Set.of("sda")),
                "5.4.2",
                new TreeMap<>(Map.of("nofile", 4096L)));
    }

    private static Hardening extra(Optional<UserNamespace> users, Optional<Long> swap, BlockIo io) {
        return new Hardening(
                List.of(),
                Optional.empty(),
                users,
                swap,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                io,
                Optional.empty());
    }

    private List<Diagnostic> check(
            String container, Hardening extra, boolean rootless, Abilities can, Map<String, String> enforced)
            throws IOException {
        Files.writeString(
                folder.resolve("pod.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: app, annotations: {io.podman.annotations.ulimit: "nofile=%s"}}
                spec:
                  containers:
                    - name: main
                      image: localhost/x:1
                %s""".formatted(ulimit, container.isEmpty() ? "" : container.indent(6)));
        var loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics().stream().filter(Diagnostic::isError)).isEmpty();
        Manifest<io.fabric8.kubernetes.api.model.Pod> manifest =
                loaded.declarations().pods().getFirst();
        List<Diagnostic> found = new ArrayList<>();
        PodSpec pod = new PodCompiler(new Lookup(loaded.declarations()), new TreeMap<>(), found)
                .compile(manifest, extra, NetworkMode.BRIDGE, List.of());
        new AbilityCheck(new HostFacts(rootless, Optional.empty(), can), found)
                .check(pod, manifest.source(), new TreeMap<>(enforced));
        return found;
    }

    private String only(String container, Hardening extra, boolean rootless, Abilities can) throws IOException {
        List<Diagnostic> found = check(container, extra, rootless, can, Map.of());
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().isError()).isFalse();
        return found.getFirst().message();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "securityContext: {seLinuxOptions: {level: 's0:c1,c2'}} | SELinux is not on here",
                "securityContext: {appArmorProfile: {type: Localhost, localhostProfile: x}} | AppArmor is not on here",
                "securityContext: {seccompProfile: {type: Localhost, localhostProfile: x.json}} | filters no system calls",
                "resources: {limits: {memory: 64Mi}} | has a memory limit, which nothing here would keep: this kernel has no controller memory",
                "resources: {requests: {memory: 64Mi}} | has a memory reservation, which nothing here would keep",
                "resources: {limits: {cpu: '1'}} | has a processor limit, which nothing here would keep",
            })
    void whatTheKernelLacksIsToldWithTheWayOut(String container, String told) throws IOException {
        assertThat(only(container, Hardening.NONE, false, host(Set.of(), 2, 0)))
                .startsWith("Pod default/app: container main ")
                .contains(told);
    }

    @Test
    void whereTheHostCanNothingIsTold() throws IOException {
        String all = """
                securityContext:
                  seLinuxOptions: {level: 's0:c1,c2'}
                  appArmorProfile: {type: Localhost, localhostProfile: x}
                  seccompProfile: {type: Localhost, localhostProfile: x.json}
                resources: {limits: {memory: 64Mi, cpu: '1'}}
                """;
        BlockIo io = new BlockIo(Optional.of(100), List.of(new Rate("/dev/sda", 1)), List.of(), List.of(), List.of());
        Hardening extra = extra(Optional.of(UserNamespace.of(Mode.AUTO)), Optional.of(64L << 20), io);
        assertThat(check(all, extra, false, Abilities.UNKNOWN, Map.of("seLinuxOptions.level", "web")))
                .isEmpty();
        assertThat(check("", Hardening.NONE, true, host(Set.of(), 1, 0), Map.of()))
                .isEmpty();
    }

    @Test
    void whatAnEnforcedProfileSelectsIsRefused() throws IOException {
        List<Diagnostic> found = check(
                "resources: {limits: {memory: 64Mi}}",
                Hardening.NONE,
                false,
                host(Set.of(), 2, 0),
                Map.of("resources.memory", "SecurityProfile web"));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().isError()).isTrue();
        assertThat(found.getFirst().message()).contains("SecurityProfile web");
        assertThat(found.getFirst().position().line()).isEqualTo(8);
    }

    @Test
    void whatAnotherProfileEnforcesDoesNotMakeItAnError() throws IOException {
        for (String other : List.of("resources.memorySwap", "resources.memor", "tmpfs[/tmp]")) {
            List<Diagnostic> found = check(
                    "resources: {limits: {memory: 64Mi}}",
                    Hardening.NONE,
                    false,
                    host(Set.of(), 2, 0),
                    Map.of(other, "x"));
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().isError()).isFalse();
        }
    }

    @Test
    void anOrdinaryUserIsToldOfVersionOneAndOfDelegation() throws IOException {
        String memory = "resources: {limits: {memory: 64Mi}}";
        assertThat(only(memory, Hardening.NONE, true, host(Set.of(), 1, 0)))
                .contains("systemd.unified_cgroup_hierarchy=1");
        assertThat(only(memory, Hardening.NONE, true, host(Set.of("pids"), 2, 0)))
                .contains("memory is not delegated")
                .contains("Delegate=cpu cpuset io memory pids");
    }

    @Test
    void swapNeedsAMemoryLimitAndAKernelThatCountsIt() throws IOException {
        Hardening swap = extra(Optional.empty(), Optional.of(32L << 20), BlockIo.NONE);
        List<Diagnostic> found = check("", swap, false, Abilities.UNKNOWN, Map.of());
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().isError()).isTrue();
        assertThat(only("resources: {limits: {memory: 16Mi}}", swap, false, host(ALL, 1, 0)))
                .contains("swapaccount=1");
        // A limit that is raised by hand, where that is only warned of, contains the swap.
        for (String memory : List.of("16Mi", "64Mi")) {
            assertThat(check("resources: {limits: {memory: " + memory + "}}", swap, false, Abilities.UNKNOWN, Map.of()))
                    .isEmpty();
        }
    }

    @Test
    void blockDevicesMustBeThereAndWeightsBeKept() throws IOException {
        BlockIo rates = new BlockIo(
                Optional.empty(),
                List.of(new Rate("/dev/sda", 1), new Rate("/dev/sdz", 1), new Rate("/dev/mapper/x", 1)),
                List.of(),
                List.of(),
                List.of(new Rate("/dev/sdz", 5)));
        assertThat(only("", extra(Optional.empty(), Optional.empty(), rates), false, host(ALL, 2, 0)))
                .contains("/dev/sdz, and there is no such block device");
        BlockIo weight = new BlockIo(Optional.of(500), List.of(), List.of(), List.of(), List.of());
        assertThat(only("", extra(Optional.empty(), Optional.empty(), weight), false, host(ALL, 2, 0)))
                .contains("weighs none");
        assertThat(only("", extra(Optional.empty(), Optional.empty(), weight), false, host(Set.of("memory"), 2, 0)))
                .contains("no controller io");
    }

    /** Podman leaves out what the control groups of an ordinary user do not keep, but not rates: then nothing starts. */
    @Test
    void ratesAreRefusedWhereTheyKeepTheContainerFromStarting() throws IOException {
        BlockIo rates =
                new BlockIo(Optional.empty(), List.of(), List.of(new Rate("/dev/sda", 1)), List.of(), List.of());
        BlockIo weight = new BlockIo(Optional.of(500), List.of(), List.of(), List.of(), List.of());
        List<Diagnostic> found =
                check("", extra(Optional.empty(), Optional.empty(), rates), true, host(Set.of(), 1, 0), Map.of());
        assertThat(found).singleElement().matches(Diagnostic::isError);
        assertThat(found.getFirst().message())
                .contains("rates of block I/O, with which it would not start")
                .contains("systemd.unified_cgroup_hierarchy=1");
        assertThat(only("", extra(Optional.empty(), Optional.empty(), weight), true, host(Set.of(), 1, 0)))
                .contains("a weight of block I/O, which nothing here would keep");
        assertThat(only("", extra(Optional.empty(), Optional.empty(), rates), true, host(Set.of(), 2, 0)))
                .contains("is not delegated");
    }

    @Test
    void anOrdinaryUserRaisesNoLimitBeyondTheOwn() throws IOException {
        for (String limit : List.of("100:5000", "100:-1")) {
            ulimit = limit;
            assertThat(only("", Hardening.NONE, true, host(ALL, 2, 0)))
                    .contains("has the ulimit nofile=" + limit)
                    .contains("may have 4096 at most");
            assertThat(check("", Hardening.NONE, true, host(ALL, 2, 0), Map.of("resources.ulimits[nofile]", "web")))
                    .singleElement()
                    .matches(Diagnostic::isError);
        }
        ulimit = "100:4096";
        assertThat(check("", Hardening.NONE, true, host(ALL, 2, 0), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto    | false | 0     | 5.4.2 | alice has 0 of them in /etc/subuid",
                "auto    | false | 1     | 5.4.2 | needs 5000 subordinate ids",
                "auto    | true  | 5000  | 5.4.2 | ''",
                "keep_id | false | 65536 | 5.4.2 | which only Podman of an ordinary user has",
                "keep_id | true  | 0     | 5.4.2 | ''",
                "nomap   | false | 65536 | 4.3.1 | which only Podman of an ordinary user has",
                "nomap   | true  | 65536 | 5.4.2 | which the API of Podman 5.4.2 cannot make",
                "nomap   | true  | 65536 | 4.3.1 | ''",
                "mapped  | false | 0     | 5.4.2 | ''",
                "mapped  | true  | 65536 | 5.4.2 | ''",
                "mapped  | true  | 999   | 5.4.2 | its user mapping 0:1:1000 names ids",
            })
    void aUserNamespaceNeedsIdsAndAPodmanThatCan(String mode, boolean rootless, long ids, String podman, String told) {
        Mode how = Mode.valueOf(mode.toUpperCase(Locale.ROOT));
        UserNamespace users = new UserNamespace(
                how,
                how == Mode.AUTO && ids > 0 ? Optional.of(5000L) : Optional.empty(),
                how == Mode.MAPPED ? List.of(new IdMapping(0, 1, 1000)) : List.of(),
                List.of());
        Abilities can = new Abilities(
                true,
                true,
                true,
                Abilities.UNKNOWN.groups(),
                new SubordinateIds("alice", ids, ids),
                new TreeSet<>(),
                podman,
                new TreeMap<>());
        Optional<String> problem = UserNamespaceCheck.problem(users, new HostFacts(rootless, Optional.empty(), can));
        if (told.isEmpty()) {
            assertThat(problem).isEmpty();
        } else {
            assertThat(problem).hasValueSatisfying(text -> assertThat(text).contains(told));
        }
    }

    @Test
    void aMappingOfIdsThatOverflowIsOutsideToo() {
        UserNamespace users = new UserNamespace(
                Mode.MAPPED, Optional.empty(), List.of(new IdMapping(0, 10, Long.MAX_VALUE)), List.of());
        Abilities can = host(ALL, 2, 65_536);
        assertThat(UserNamespaceCheck.problem(users, new HostFacts(true, Optional.empty(), can)))
                .isPresent();
    }
}
