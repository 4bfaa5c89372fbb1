package io.podseg.host.podman;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.host.cgroup.BlockDevices;
import io.podseg.host.cgroup.Cgroups;
import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Protocol;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodmanPort;
import io.podseg.state.ContainerRun;
import io.podseg.state.ContainerSpec;
import io.podseg.state.FileContent;
import io.podseg.state.Limits;
import io.podseg.state.MountSpec;
import io.podseg.state.NetworkState;
import io.podseg.state.PodSpec;
import io.podseg.state.Probes;
import io.podseg.state.SecretSpec;
import io.podseg.trust.TrustRules;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The adapter keeps the port's contract on a real Podman, and what it asks for is what containers get. */
@QuarkusTest
class PodmanAdapterIT extends PodmanPortContract {
    private static PrivatePodman podman;
    private static PodmanAdapter adapter;

    @BeforeAll
    static void start() {
        podman = PrivatePodman.start();
        adapter = new PodmanAdapter(podman.socket(), podman.folder("files"));
    }

    @AfterAll
    static void stop() {
        podman.close();
    }

    @Override
    PodmanPort port() {
        return adapter;
    }

    private static void made(PodSpec pod) throws HostException {
        adapter.createPod(pod, TrustRules.NONE);
    }

    private static FileContent text(String text) {
        return new FileContent(text.getBytes(StandardCharsets.UTF_8));
    }

    private static PodSpec run(ContainerSpec... containers) throws HostException {
        PodSpec pod = TestPods.pod("web", List.of(TestPods.attachment("front", "10.91.1.10")), List.of(containers));
        made(pod);
        adapter.startPod(pod.podmanName());
        return pod;
    }

    private static String exec(String... argv) {
        String[] command = new String[argv.length + 2];
        command[0] = "exec";
        command[1] = "shop_web-main";
        System.arraycopy(argv, 0, command, 2, argv.length);
        return podman.podman(command);
    }

    /** Pods that are made at once share a folder of files; one that fails takes nothing away that another is about to mount. */
    @Test
    void podsMadeAndRemovedAtOnceKeepTheirFiles() throws Exception {
        var files = new TreeMap<>(Map.of("app.conf", text("a=1\n")));
        var mount = new MountSpec.Files("/etc/app", "shared/conf-0011", files, 0644);
        List<String> names =
                IntStream.range(0, 12).mapToObj(number -> "p" + number).toList();
        List<String> failed = each(names, name -> {
            ContainerSpec container =
                    TestPods.container("shop_" + name, "main", List.of(mount), "cat", "/etc/app/app.conf");
            if (names.indexOf(name) % 3 == 0) {
                container = TestPods.withImage(container, "localhost/absent:1", "Never");
            }
            String address = "10.91.1." + (10 + names.indexOf(name));
            made(TestPods.pod(name, List.of(TestPods.attachment("front", address)), List.of(container)));
            adapter.startPod("shop_" + name);
        });
        assertThat(failed).containsExactlyInAnyOrder("p0", "p3", "p6", "p9");
        assertThat(adapter.observe().pods()).hasSize(8);
        for (String pod : adapter.observe().pods().keySet()) {
            assertThat(podman.podman("wait", pod + "-main")).isEqualTo("0");
            assertThat(podman.podman("logs", pod + "-main")).isEqualTo("a=1");
        }
        assertThat(each(names, name -> adapter.deletePod("shop_" + name))).isEmpty();
        assertThat(adapter.observe().pods()).isEmpty();
        assertThat(podman.folder("files").resolve("shared")).doesNotExist();
    }

    private interface Work {
        void on(String name) throws HostException;
    }

    /** The names for which the work failed. */
    private static List<String> each(List<String> names, Work work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(adapter.atOnce())) {
            List<Future<Boolean>> all = names.stream()
                    .map(name -> threads.submit(() -> {
                        try {
                            work.on(name);
                            return true;
                        } catch (HostException e) {
                            return false;
                        }
                    }))
                    .toList();
            List<String> failed = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (!all.get(i).get()) {
                    failed.add(names.get(i));
                }
            }
            return failed;
        }
    }

    @Test
    void mountsAreWhatTheSpecificationSays() throws HostException, IOException {
        SecretSpec secret = new SecretSpec(new ObjectKey("Secret", "shop", "s"), "podseg_00_11", text("hunter2\n\"'"));
        adapter.createSecret(secret);
        var files = new TreeMap<>(Map.of("app.conf", text("a=1\n"), "sub/run", text("#!/bin/sh\n")));
        List<MountSpec> mounts = List.of(
                new MountSpec.Tmpfs("/cache", Optional.of(1L << 20), List.of("noexec")),
                new MountSpec.PodVolume("/data", "shop_web_data", false),
                new MountSpec.HostPath("/host", podman.folder("made").toString(), true, "DirectoryOrCreate"),
                new MountSpec.Files("/etc/app", "shop_web/conf-0011", files, 0750),
                new MountSpec.SecretFile("/run/secret/password", secret.podmanName(), 0400));
        Path left = Files.createDirectories(podman.folder("files").resolve("shop_web/conf-of-a-pod-before"));
        run(
                TestPods.container("shop_web", "main", mounts, "sleep", "1000"),
                TestPods.container(
                        "shop_web",
                        "other",
                        List.of(new MountSpec.PodVolume("/shared", "shop_web_data", true)),
                        "sleep",
                        "1000"));

        assertThat(left).as("left by whoever was killed before").doesNotExist();
        String table = exec("cat", "/proc/self/mountinfo");
        assertThat(table).containsPattern(" /cache rw,nosuid,nodev,noexec.* rw,size=1024k");
        assertThat(table)
                .containsPattern(" /data rw")
                .containsPattern(" /host ro")
                .containsPattern(" /etc/app ro,nosuid,nodev");
        assertThat(exec("stat", "-c", "%a", "/cache", "/etc/app/sub/run", "/run/secret/password"))
                .isEqualToIgnoringNewLines("1777750400");
        assertThat(exec("cat", "/etc/app/app.conf")).isEqualTo("a=1");
        assertThat(exec("cat", "/run/secret/password")).isEqualTo("hunter2\n\"'");
        assertThat(podman.podman("exec", "shop_web-other", "cat", "/proc/self/mountinfo"))
                .containsPattern(" /shared ro");
        assertThat(podman.podman("volume", "ls", "-q")).isEqualTo("shop_web_data");

        adapter.deletePod("shop_web");
        assertThat(podman.podman("volume", "ls", "-q")).isEmpty();
        assertThat(podman.folder("files").resolve("shop_web")).doesNotExist();
        assertThat(Files.isDirectory(podman.folder("made"))).isTrue();
    }

    @Test
    void securityAndLimitsAreWhatTheSpecificationSays() throws HostException {
        ContainerSpec plain = TestPods.container("shop_web", "main", List.of(), "sleep", "1000");
        run(new ContainerSpec(
                plain.name(),
                plain.podmanName(),
                plain.image(),
                plain.pullPolicy(),
                List.of("sh", "-c"),
                List.of("exec sleep 1000"),
                Optional.of("/tmp"),
                new TreeMap<>(Map.of("GREETING", "two words\n\"'${HOME}")),
                new TreeMap<>(),
                List.of(),
                new ContainerSpec.Security(
                        false,
                        true,
                        true,
                        Optional.of("1000:1001"),
                        List.of(2000),
                        List.of("NET_BIND_SERVICE"),
                        List.of("ALL"),
                        List.of("type:container_t")),
                Optional.of(64L << 20),
                Optional.of(5L)));
        String status = exec("cat", "/proc/1/status");
        assertThat(status)
                .containsPattern("Uid:\t1000\t1000")
                .containsPattern("Gid:\t1001\t1001")
                .containsPattern("Groups:\t1001 2000|Groups:\t2000")
                .containsPattern("CapBnd:\t0000000000000400")
                .containsPattern("NoNewPrivs:\t1")
                .containsPattern("Seccomp:\t2");
        assertThat(exec("sh", "-c", "pwd; printf %s \"$GREETING\"")).isEqualTo("/tmp\ntwo words\n\"'${HOME}");
        assertThat(exec("sh", "-c", "echo > /tmp/x || true")).contains("Read-only file system");
        assertThat(podman.podman(
                        "container",
                        "inspect",
                        "-f",
                        "{{.HostConfig.Memory}} {{.HostConfig.CpuQuota}}",
                        "shop_web-main"))
                .isEqualTo("67108864 1000");
        assertThat(podman.podman("container", "inspect", "-f", "{{.Config.Labels}}", "shop_web-main"))
                .contains("io.podseg.owner:podseg", "io.podseg.container:main", "app:web");
    }

    @Test
    void interfacesStandInTheOrderOfTheAttachments() throws HostException {
        PodSpec pod = TestPods.pod(
                "web",
                List.of(TestPods.attachment("front", "10.91.1.10"), TestPods.attachment("back", "10.91.2.10")),
                List.of(TestPods.container("shop_web", "main", List.of(), "sleep", "1000")));
        made(pod);
        adapter.startPod("shop_web");
        String addresses = exec("cat", "/proc/net/route");
        assertThat(addresses).containsPattern("eth0\t00015B0A").containsPattern("eth1\t00025B0A");
    }

    @Test
    void aPortThatIsTakenIsNamedWhenThePodStarts() throws HostException {
        PodSpec web = TestPods.sleeper("web", TestPods.attachment("front", "10.91.1.10"));
        var port = new PodSpec.PublishedPort(Optional.of(Ip.of("127.0.0.1")), 18080, 80, Protocol.TCP);
        PodSpec one = withPort(web, port);
        PodSpec two = withPort(TestPods.sleeper("two", TestPods.attachment("front", "10.91.1.11")), port);
        made(one);
        made(two);
        adapter.startPod("shop_web");
        assertThatThrownBy(() -> adapter.startPod("shop_two")).hasMessageContaining("18080");
    }

    private static PodSpec withPort(PodSpec pod, PodSpec.PublishedPort port) {
        return new PodSpec(
                pod.key(),
                pod.podmanName(),
                pod.hostname(),
                false,
                pod.attachments(),
                List.of(port),
                pod.containers(),
                pod.labels(),
                "always",
                Optional.of(0));
    }

    @Test
    void aPodOnTheHostsNetworkHasNoAttachments() throws HostException {
        PodSpec web = TestPods.sleeper("web");
        made(new PodSpec(
                web.key(),
                web.podmanName(),
                web.hostname(),
                true,
                List.of(),
                List.of(),
                web.containers(),
                web.labels(),
                "no",
                Optional.of(0)));
        adapter.startPod("shop_web");
        assertThat(adapter.observe().pods().get("shop_web"))
                .satisfies(state -> assertThat(state.attachments()).isEmpty())
                .satisfies(state -> assertThat(state.containers()).isEqualTo(Map.of("main", ContainerRun.RUNNING)));
    }

    @Test
    void aPausedPodIsResumedByStarting() throws HostException {
        run(TestPods.container("shop_web", "main", List.of(), "sleep", "1000"));
        podman.podman("pod", "pause", "shop_web");
        adapter.startPod("shop_web");
        assertThat(adapter.observe().pods().get("shop_web"))
                .satisfies(state -> assertThat(state.containers()).isEqualTo(Map.of("main", ContainerRun.RUNNING)));
    }

    @Test
    void aPausedPodIsDeleted() throws HostException {
        run(TestPods.container("shop_web", "main", List.of(), "sleep", "1000"));
        podman.podman("pod", "pause", "shop_web");
        adapter.deletePod("shop_web");
        assertThat(podman.podman("ps", "-aq")).isEmpty();
    }

    @Test
    void podsOfOthersAreSeenAndNeverTouched() throws HostException {
        podman.podman("pod", "create", "--name", "theirs", "--label", "app=x", "--network", "front");
        podman.podman("run", "-d", "--name", "alone", "--network", "front", PrivatePodman.IMAGE, "sleep", "1000");
        try {
            var observed = adapter.observe();
            assertThat(observed.pods()).isEmpty();
            assertThat(observed.foreign()).containsOnlyKeys("alone", "theirs");
            assertThat(observed.foreign().get("alone"))
                    .satisfies(alone -> assertThat(alone.attachments())
                            .containsExactly(TestPods.attachment("front", "10.91.1.128")));
            assertThat(observed.occupied()).contains("alone", "theirs");
            assertThatThrownBy(() -> adapter.deletePod("theirs")).hasMessageContaining("not made by podseg");
            String id = podman.podman("pod", "inspect", "-f", "{{.Id}}", "theirs");
            adapter.deletePod(id.substring(0, 12));
            assertThat(podman.podman("pod", "ps", "-q")).isNotEmpty();
        } finally {
            podman.podman("pod", "rm", "-f", "theirs");
            podman.podman("rm", "-f", "-t", "0", "alone");
        }
    }

    @Test
    void routesAndDnsServersAreSetOrWhereThisPodmanCannotRefused() throws HostException {
        NetworkSpec plain = TestPods.network("routed", 3);
        NetworkSpec routed = new NetworkSpec(
                "routed",
                plain.driver(),
                plain.subnets(),
                false,
                false,
                true,
                List.of(Ip.of("9.9.9.9")),
                Optional.of(1400),
                Optional.empty(),
                false,
                List.of(new NetworkSpec.Route(Cidr.of("10.1.0.0/16"), Ip.of("10.91.3.2"), Optional.empty())),
                plain.interfaceName(),
                new TreeMap<>(),
                new TreeMap<>());
        if (adapter.observe().version().startsWith("4.3.")) {
            assertThatThrownBy(() -> adapter.createNetwork(routed))
                    .hasMessageContaining("routes and dnsServers")
                    .hasMessageContaining("routed");
            assertThat(adapter.observe().networks()).doesNotContainKey("routed");
        } else {
            adapter.createNetwork(routed);
            assertThat(adapter.observe().networks().get("routed")).isEqualTo(new NetworkState(routed, true));
            adapter.deleteNetwork("routed");
        }
    }

    @Test
    void anImageThatCannotBePulledIsNamedWithTheCause() throws HostException {
        ContainerSpec plain = TestPods.container("shop_web", "main", List.of(), "sleep", "1000");
        PodSpec pod = TestPods.withContainers(
                TestPods.sleeper("web", TestPods.attachment("front", "10.91.1.10")),
                List.of(TestPods.withImage(plain, "127.0.0.1:9/none:1", "Always")));
        assertThatThrownBy(() -> made(pod))
                .isInstanceOf(HostException.class)
                .hasMessageStartingWith("The image 127.0.0.1:9/none:1 could not be pulled: ")
                .hasMessageContaining("connection refused");
    }

    @Test
    void aProgramThatIsMissingIsNamedWhenThePodStarts() throws HostException {
        PodSpec pod = TestPods.pod(
                "web",
                List.of(TestPods.attachment("front", "10.91.1.10")),
                List.of(TestPods.container("shop_web", "main", List.of(), "/bin/nonesuch")));
        made(pod);
        assertThatThrownBy(() -> adapter.startPod("shop_web"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("/bin/nonesuch");
    }

    @Test
    void whatAContainerWroteAndHowItEndedIsTold() throws HostException {
        run(TestPods.container(
                "shop_web", "main", List.of(), "sh", "-c", "for i in 1 2 3 4 5; do echo line $i >&2; done; exit 7"));
        podman.podman("wait", "shop_web-main");
        assertThat(adapter.vitals("shop_web-main"))
                .satisfies(vitals -> assertThat(vitals.exitCode()).isEqualTo(7))
                .satisfies(vitals -> assertThat(vitals.run()).isEqualTo(ContainerRun.FAILED));
        assertThat(adapter.logs("shop_web-main", 2)).containsExactly("line 4", "line 5");
        assertThat(adapter.logs("shop_web-main", 10)).hasSize(5);
    }

    @Test
    void aProgramTellsItsExitCodeAndWhatItWrote() throws HostException {
        run(TestPods.container("shop_web", "main", List.of(), "sleep", "1000"));
        Duration minute = Duration.ofMinutes(1);
        assertThat(adapter.exec("shop_web-main", List.of("sh", "-c", "echo out; echo err >&2; exit 3"), minute))
                .satisfies(done -> assertThat(done.exitCode()).contains(3))
                .satisfies(done -> assertThat(done.output().lines()).containsExactlyInAnyOrder("out", "err"));
        assertThat(adapter.exec("shop_web-main", List.of("/nonesuch"), minute)
                        .exitCode()
                        .orElse(0))
                .isBetween(126, 127);
        assertThat(adapter.exec("shop_web-main", List.of("sleep", "100"), Duration.ofMillis(300))
                        .exitCode())
                .isEmpty();
    }

    @Test
    void probesAreHealthChecksThatPodmanCanRun() throws HostException {
        ContainerSpec plain = TestPods.container("shop_web", "main", List.of(), "sleep", "1000");
        run(TestPods.withProbes(
                plain,
                new Probes(
                        Optional.of(new Probes.Probe(
                                new Probes.Exec(List.of("sh", "-c", "test -e /tmp/well")), 0, 5, 60, 1, 1)),
                        Optional.empty(),
                        Optional.empty())));
        assertThat(podman.podman(
                        "inspect",
                        "-f",
                        "{{.Config.Healthcheck.Test}} {{.Config.HealthcheckOnFailureAction}}",
                        "shop_web-main"))
                .isEqualTo("[CMD sh -c test -e /tmp/well] none");
        exec("sh", "-c", "echo > /tmp/well");
        podman.podman("healthcheck", "run", "shop_web-main");
    }

    private static PodSpec limited(Optional<Long> memory, Optional<Long> cpuMillis) {
        ContainerSpec plain = TestPods.container("shop_web", "main", List.of(), "sleep", "1000");
        return TestPods.pod(
                "web",
                List.of(TestPods.attachment("front", "10.91.1.10")),
                List.of(TestPods.withLimits(plain, memory, cpuMillis)));
    }

    /** Processes have other numbers inside of the private Podman, so it has to tell the control group. */
    private static Limits limits() {
        String group = podman.podman("inspect", "-f", "{{.State.CgroupPath}}", "shop_web-main");
        String id = podman.podman("inspect", "-f", "{{.Id}}", "shop_web-main");
        boolean unified = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        try {
            Path process = Files.createDirectories(podman.folder("proc/1"));
            Files.writeString(
                    process.resolve("cgroup"), unified ? "0::" + group : "2:memory:" + group + "\n1:cpu:" + group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Cgroups(
                        podman.folder("proc"),
                        Path.of("/sys/fs/cgroup"),
                        new BlockDevices(Path.of("/dev"), Path.of("/sys/dev/block")))
                .limits(1, id)
                // The kernel tells of others too, which nobody declared.
                .map(kept -> Limits.of(kept.memory(), kept.cpuQuota()))
                .orElseThrow();
    }

    @Test
    void limitsAreSetRaisedLoweredAndRemovedWhileTheContainerRuns() throws HostException {
        PodSpec first = limited(Optional.of(64L << 20), Optional.of(500L));
        made(first);
        adapter.startPod("shop_web");
        long process = adapter.vitals("shop_web-main").process();
        assertThat(limits()).isEqualTo(Limits.of(Optional.of(64L << 20), Optional.of(50_000L)));
        adapter.updateLimits(limited(Optional.of(256L << 20), Optional.of(250L)));
        assertThat(limits()).isEqualTo(Limits.of(Optional.of(256L << 20), Optional.of(25_000L)));
        adapter.updateLimits(limited(Optional.of(32L << 20), Optional.empty()));
        assertThat(limits()).isEqualTo(Limits.of(Optional.of(32L << 20), Optional.empty()));
        adapter.updateLimits(limited(Optional.empty(), Optional.of(1L)));
        assertThat(limits()).isEqualTo(Limits.of(Optional.empty(), Optional.of(1_000L)));
        assertThat(adapter.vitals("shop_web-main").process()).isEqualTo(process);
        assertThatThrownBy(() -> adapter.updateLimits(limited(Optional.of(4096L), Optional.empty())))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shop_web-main");
    }

    @Test
    void anImageIsTheOneThatItsNameStandsForNow() throws HostException {
        var first = adapter.image(PrivatePodman.IMAGE, false).orElseThrow();
        assertThat(first.digest()).startsWith("sha256:").hasSize(71);
        assertThat(adapter.image(first.id(), false)).contains(first);
        assertThat(adapter.image("localhost/none:1", false)).isEmpty();
        run(TestPods.container("shop_web", "main", List.of(), "sleep", "1000"));
        assertThat(requireNonNull(adapter.observe().pods().get("shop_web")).images())
                .isEqualTo(Map.of("main", first.id()));
        assertThatThrownBy(() -> adapter.image("127.0.0.1:9/none:1", true))
                .hasMessageStartingWith("The image 127.0.0.1:9/none:1 could not be pulled: ");
    }

    @Test
    void aDeadSocketIsASentence() {
        var dead = new PodmanAdapter(podman.folder("none.sock"), podman.folder("files"));
        assertThatThrownBy(dead::observe)
                .isInstanceOf(HostException.class)
                .hasMessageContaining("none.sock cannot be reached");
    }
}
