package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every mechanism that a profile can give to a container, asked for inside the containers of a real Podman: those of
 * {@code manifests/hardened} and those that it leaves out.
 */
class HardenedIT {
    private static final String EXAMPLE =
            Path.of("manifests/hardened").toAbsolutePath().toString();
    private static final Path MORE = Path.of("src/test/resources/lab/manifests/hardened/pods.yaml");
    private static final String APP = "secure_app-nginx";
    private static final String LIMITS = "more_limits-main";
    private static final boolean OLD_GROUPS = !Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    private static final boolean SELINUX = Files.exists(Path.of("/sys/fs/selinux/enforce"));

    @TempDir
    private static Path folder;

    private static Lab lab;
    private static String device = "";
    private static String more = "";
    private static Result applied;
    private static Result planned;

    @BeforeAll
    static void start() throws IOException {
        try (var devices = Files.list(Path.of("/sys/class/block"))) {
            device = devices.map(path -> path.getFileName().toString())
                    .filter(name -> Files.exists(Path.of("/dev", name)))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(folder.resolve("more.yaml"), Files.readString(MORE).replace("/dev/loop0", "/dev/" + device));
        more = folder.toString();
        lab = Lab.start();
        for (String file : List.of("/etc/subuid", "/etc/subgid")) {
            String ids = "/run/lab" + file.replace('/', '-');
            lab.runWithInput("containers:1000000:1000000\n", "tee", ids).ok();
            lab.run("mount", "--bind", ids, file).ok();
        }
        applied = lab.podseg("apply", "--yes", "-f", EXAMPLE, "-f", more);
        planned = lab.podseg("plan", "-f", EXAMPLE, "-f", more);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static String in(String container, String script) {
        return lab.exec(container, "sh", "-c", script).ok().text();
    }

    /** What the kernel says of the container's control group: version 1 has a folder for each controller. */
    private static String group(String container, String old, String unified) {
        return in(container, "cat /sys/fs/cgroup/" + (OLD_GROUPS ? old : unified));
    }

    @Test
    void whatWasAppliedStays() {
        assertThat(applied.exit()).as(applied.stdout() + applied.stderr()).isZero();
        assertThat(applied.stderr().contains("SELinux is not on here")).isEqualTo(!SELINUX);
        assertThat(planned.ok().stdout()).startsWith("No changes");
    }

    @Test
    void capabilitiesAreThoseLeft() {
        String app = in(APP, "cat /proc/self/status");
        // CAP_NET_BIND_SERVICE is number 10.
        assertThat(app)
                .containsPattern("CapBnd:\\s0000000000000400")
                .containsPattern("CapEff:\\s0000000000000[04]00")
                .containsPattern("NoNewPrivs:\\s1")
                .containsPattern("Seccomp:\\s2")
                .containsPattern("Uid:\\s101\\s101");
        assertThat(in(LIMITS, "cat /proc/1/status"))
                .containsPattern("CapBnd:\\s0{16}")
                .containsPattern("CapPrm:\\s0{16}")
                .containsPattern("CapEff:\\s0{16}");
    }

    @Test
    void theRootIsReadOnlyAndWhatIsWritableRunsNothing() {
        assertThat(lab.exec(APP, "touch", "/test.txt").stderr()).contains("Read-only file system");
        assertThat(in(APP, "touch /tmp/test.txt && echo written")).isEqualTo("written");
        Result run = lab.exec(APP, "sh", "-c", "cp /bin/true /tmp/true && /tmp/true");
        assertThat(run.exit()).isNotZero();
        assertThat(run.stderr()).contains("Permission denied");
        assertThat(in(APP, "grep ' /tmp tmpfs ' /proc/mounts"))
                .contains("noexec")
                .contains("nosuid")
                .contains("nodev")
                .contains("size=65536k");
        assertThat(in(APP, "grep -c '^tmpfs /run tmpfs .*size=65536k' /proc/mounts"))
                .isEqualTo("1");
    }

    @Test
    void aFileSystemInMemoryHasTheOptionsThatItAsksFor() {
        assertThat(in(LIMITS, "grep ' /open tmpfs ' /proc/mounts"))
                .contains("size=1024k")
                .contains("mode=750")
                .doesNotContain("noexec")
                .doesNotContain("nosuid")
                .doesNotContain("nodev");
        assertThat(in(LIMITS, "grep ' /shut tmpfs ' /proc/mounts"))
                .contains("size=2048k")
                .contains("noexec")
                .contains("nosuid")
                .contains("nodev");
        assertThat(in(LIMITS, "echo echo runs > /open/run; chmod +x /open/run; /open/run"))
                .isEqualTo("runs");
        assertThat(lab.exec(LIMITS, "dd", "if=/dev/zero", "of=/shut/full", "bs=1M", "count=3")
                        .exit())
                .isNotZero();
    }

    @Test
    void systemCallsAreRefused() {
        // A pipe with a name is nobody's privilege, but no server needs one.
        assertThat(lab.exec(APP, "mkfifo", "/tmp/pipe").stderr()).contains("not permitted");
        assertThat(lab.exec(LIMITS, "mkdir", "/shut/folder").stderr()).contains("not permitted");
        assertThat(in(LIMITS, "touch /shut/file && ls /shut/file")).isEqualTo("/shut/file");
        assertThat(lab.run("sh", "-c", "stat -c %a /var/lib/podseg/files/*/seccomp-*/seccomp.json | sort -u")
                        .ok()
                        .stdout())
                .isEqualTo("600\n");
    }

    @Test
    void userNamespacesAreMappedAsDeclared() {
        assertThat(in(APP, "cat /proc/self/uid_map").strip()).matches("0 +1[0-9]{6} +65536");
        assertThat(in(LIMITS, "cat /proc/self/uid_map").strip()).matches("0 +300000 +1000");
        assertThat(in(LIMITS, "cat /proc/self/gid_map").strip()).matches("0 +400000 +1000");
        String pid =
                lab.podman("inspect", "--format", "{{.State.Pid}}", LIMITS).ok().text();
        assertThat(lab.run("stat", "-c", "%u:%g", "/proc/" + pid).ok().text()).isEqualTo("300000:400000");
    }

    @Test
    void theControlGroupHasTheLimits() {
        assertThat(group(APP, "memory/memory.limit_in_bytes", "memory.max")).isEqualTo("536870912");
        assertThat(group(APP, "memory/memory.memsw.limit_in_bytes", "memory.swap.max"))
                .isEqualTo(OLD_GROUPS ? "536870912" : "0");
        assertThat(group(APP, "pids/pids.max", "pids.max")).isEqualTo("256");
        assertThat(group(APP, "cpu/cpu.cfs_quota_us", "cpu.max")).startsWith("100000");
        assertThat(group(APP, "cpu/cpu.shares", "cpu.weight")).isEqualTo(OLD_GROUPS ? "512" : "20");
        assertThat(group(LIMITS, "memory/memory.limit_in_bytes", "memory.max")).isEqualTo("67108864");
        assertThat(group(LIMITS, "memory/memory.memsw.limit_in_bytes", "memory.swap.max"))
                .isEqualTo(OLD_GROUPS ? "100663296" : "33554432");
        assertThat(group(LIMITS, "memory/memory.soft_limit_in_bytes", "memory.low"))
                .isEqualTo("33554432");
        assertThat(group(LIMITS, "cpuset/cpuset.cpus", "cpuset.cpus")).isEqualTo("0");
        assertThat(group(LIMITS, "pids/pids.max", "pids.max")).isEqualTo("50");
        assertThat(in(LIMITS, "grep -E 'open files|processes' /proc/1/limits"))
                .containsPattern("open files +100 +200")
                .containsPattern("processes +300 +300");
    }

    @Test
    void blockDevicesHaveTheirRates() throws IOException {
        String rates = OLD_GROUPS
                ? in(LIMITS, "cat /sys/fs/cgroup/blkio/blkio.throttle.*_device")
                : in(LIMITS, "cat /sys/fs/cgroup/io.max");
        for (String rate : List.of("10000000", "20000000", "1000", "2000")) {
            assertThat(rates).containsPattern(number() + (OLD_GROUPS ? " " : " .*=") + rate + "\\b");
        }
    }

    /** Changes every limit of the container {@link #LIMITS} from outside, in the kernel's own files. */
    private static final String LOOSEN = """
            set -e
            pid=$(podman inspect --format '{{.State.Pid}}' more_limits-main)
            id=$(podman inspect --format '{{.Id}}' more_limits-main)
            if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
                own=$(sed -n 's/^0::\\(.*'"$id"'[^/]*\\).*/\\1/p' "/proc/$pid/cgroup")
                cd "/sys/fs/cgroup$own"
                echo max > pids.max
                echo 1000 > cpu.weight
                echo max > memory.swap.max
                echo 0 > memory.low
                echo 0-1 > cpuset.cpus
                echo "$1 rbps=max wiops=77" > io.max
            else
                at() {
                    sed -n 's/^[0-9]*:\\('"$1"'\\):\\(.*'"$id"'\\).*/\\/sys\\/fs\\/cgroup\\/\\1\\2/p' "/proc/$pid/cgroup"
                }
                echo max > "$(at pids)/pids.max"
                echo 1000 > "$(at cpu)/cpu.shares"
                echo 200M > "$(at memory)/memory.memsw.limit_in_bytes"
                echo 60M > "$(at memory)/memory.soft_limit_in_bytes"
                echo 0-1 > "$(at cpuset)/cpuset.cpus"
                echo "$1 0" > "$(at blkio)/blkio.throttle.read_bps_device"
                echo "$1 77" > "$(at blkio)/blkio.throttle.write_iops_device"
            fi
            """;

    @Test
    void limitsThatSomebodyChangedOnTheHostAreShownAndPutBack() throws IOException {
        String process = in(LIMITS, "cat /proc/1/stat").split(" ")[21];
        try {
            lab.run("sh", "-c", LOOSEN, "loosen", number()).ok();
            Result seen = lab.podseg("plan", "--no-prune", "-f", EXAMPLE, "-f", more);
            assertThat(seen.stdout())
                    .contains("limits were changed on the host")
                    .containsPattern("pids-limit +-1 +-> +50")
                    .containsPattern("resources\\.cpuShares +(cpu.weight )?1000 +-> +256")
                    .containsPattern("resources\\.memorySwap +(200Mi|unlimited) +-> +96Mi")
                    .containsPattern("resources\\.requests\\.memory +(62914560|0) +-> +33554432")
                    .containsPattern("cpuset +0-1 +-> +0")
                    .containsPattern("blockIO\\.readBps\\[/dev/" + device + "] .*10000000")
                    .containsPattern("blockIO\\.writeIops\\[/dev/" + device + "] +77 +-> +2000");
            lab.podseg("apply", "--yes", "--no-prune", "-f", EXAMPLE, "-f", more)
                    .ok();
            assertThat(lab.podseg("plan", "--no-prune", "-f", EXAMPLE, "-f", more)
                            .ok()
                            .stdout())
                    .contains("No changes.");
            theControlGroupHasTheLimits();
            blockDevicesHaveTheirRates();
            assertThat(in(LIMITS, "cat /proc/1/stat").split(" ")[21])
                    .as("it was not started anew")
                    .isEqualTo(process);
        } finally {
            lab.podseg("apply", "--yes", "--no-prune", "-f", EXAMPLE, "-f", more);
        }
    }

    private static String number() throws IOException {
        return Files.readString(Path.of("/sys/class/block", device, "dev")).strip();
    }

    @Test
    void labelsAreThoseDeclaredWhereSelinuxIsOn() {
        Result label = lab.exec(APP, "cat", "/proc/self/attr/current");
        if (SELINUX) {
            assertThat(label.stdout()).contains(":container_t:s0:c100,c200");
        } else {
            assertThat(label.stdout()).doesNotContain("container_t");
        }
    }

    @Test
    void healthIsChecked() {
        lab.awaitHealth(APP);
        assertThat(lab.podman("healthcheck", "run", LIMITS).exit()).isNotZero();
        in(LIMITS, "touch /shut/well");
        lab.awaitHealth(LIMITS);
        assertThat(lab.podman("inspect", "--format", "{{json .Config.Healthcheck}}", APP)
                        .ok()
                        .text())
                .contains("\"Interval\":30000000000")
                .contains("\"Retries\":3");
    }

    @Test
    void thePublishedPortIsTheNodesAlone() {
        assertThat(lab.run("busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:8081/")
                        .ok()
                        .text())
                .isEqualTo("secure-app");
        Attempt outside = new Attempt(Lab.NODE, 8081, "tcp");
        assertThat(lab.probeFromOutside(List.of(outside)).get(outside)).isNotEqualTo(Answer.OPEN);
    }

    @Test
    void aContainerThatFailsIsStartedNoMoreThanItMay() throws IOException {
        Path failing = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-failing"));
        Files.writeString(failing.resolve("pod.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: failing, namespace: more}
                spec:
                  restartPolicy: OnFailure
                  containers:
                    - {name: main, image: "localhost/podseg-test:1", command: ["false"]}
                """);
        Result apply = lab.podseg("apply", "--yes", "--no-prune", "-f", EXAMPLE, "-f", more, "-f", failing.toString());
        assertThat(apply.exit()).as(apply.stdout() + apply.stderr()).isEqualTo(4);
        lab.await(
                "the last start",
                () -> lab.podman("inspect", "--format", "{{.RestartCount}} {{.State.Status}}", "more_failing-main")
                        .ok()
                        .text()
                        .equals("2 exited"));
        // Who applies again is told, and does not take the bound away.
        Result again = lab.podseg("apply", "--yes", "--no-prune", "-f", EXAMPLE, "-f", more, "-f", failing.toString());
        assertThat(again.exit()).as(again.stdout() + again.stderr()).isEqualTo(4);
        assertThat(again.stdout()).contains("it was started again 2 times, and may be no more often");
        assertThat(lab.podman("inspect", "--format", "{{.RestartCount}} {{.State.Status}}", "more_failing-main")
                        .ok()
                        .text())
                .isEqualTo("2 exited");
    }

    @Test
    void whatTheHostCannotIsRefusedWhereItIsEnforced() throws IOException {
        Path impossible = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-impossible"));
        Files.writeString(impossible.resolve("all.yaml"), """
                apiVersion: podseg.io/v1alpha1
                kind: SecurityProfile
                metadata: {name: keep}
                spec:
                  mode: enforce
                  defaults: {userNamespace: {mode: keep-id}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: kept}
                spec:
                  containers: [{name: main, image: "localhost/podseg-test:1"}]
                """);
        Result plan = lab.podseg("plan", "-f", impossible.toString());
        assertThat(plan.exit()).isEqualTo(3);
        assertThat(plan.stderr())
                .contains("only Podman of an ordinary user has")
                .contains("SecurityProfile \"keep\"");
        Files.writeString(
                impossible.resolve("all.yaml"),
                Files.readString(impossible.resolve("all.yaml")).replace("mode: enforce", "mode: warn"));
        assertThat(lab.podseg("plan", "-f", impossible.toString()).ok().stderr())
                .contains("only Podman of an ordinary user has");
    }
}
