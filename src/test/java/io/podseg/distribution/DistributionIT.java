package io.podseg.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution, copied away from where it was built, with nothing of the build's environment. */
class DistributionIT {
    private static final Path BUILT = Path.of("target", "podseg").toAbsolutePath();
    /** Makes the runtime refuse to start where it cannot use the start-up cache. */
    private static final Map<String, String> CACHE_REQUIRED = Map.of("PODSEG_JAVA_OPTS", "-XX:AOTMode=on");

    private record Output(int exit, String stdout, String stderr) {}

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void copy() throws Exception {
        home = folder.resolve("a folder's copy");
        assertThat(run(folder, Map.of(), List.of("cp", "-a", BUILT.toString(), home.toString())))
                .isEqualTo(new Output(0, "", ""));
    }

    @Test
    void aCopyStartsFromItsCache() throws Exception {
        Output output = podseg(launcher(), CACHE_REQUIRED, "version");

        assertThat(output.exit()).isZero();
        assertThat(output.stdout()).isNotBlank();
        assertThat(output.stderr()).isEmpty();
    }

    /** Machine code of the processor that built it would end podseg on one that lacks an instruction. */
    @Test
    void theCacheHoldsNoMachineCode() throws Exception {
        String cache = "-XX:AOTCache=" + cache();
        List<String> argv = List.of(
                home.resolve("runtime/bin/java").toString(),
                cache,
                "-XX:+UseSerialGC",
                "-Xlog:aot,aot+codecache*=info",
                "-jar",
                home.resolve("app/quarkus-run.jar").toString(),
                "version");

        assertThat(run(folder, Map.of(), argv).stdout()).contains("AOT").doesNotContain("AOT code entries");
    }

    @Test
    void linksLeadToIt() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("usr/bin"));
        Files.createSymbolicLink(bin.resolve("first"), Path.of("../../a folder's copy/bin/podseg"));
        Path link = Files.createSymbolicLink(folder.resolve("second"), bin.resolve("first"));
        Output direct = podseg(launcher(), Map.of(), "version");

        assertThat(podseg(link, CACHE_REQUIRED, "version")).isEqualTo(direct);
        assertThat(run(home.resolve("bin"), CACHE_REQUIRED, List.of("sh", "podseg", "version")))
                .isEqualTo(direct);
        assertThat(run(bin, Map.of("PATH", bin + ":/usr/bin:/bin"), List.of("env", "first", "version")))
                .isEqualTo(direct);
    }

    @Test
    void aMissingOrUnusableCacheShowsInNoOutput() throws Exception {
        Output cached = podseg(launcher(), CACHE_REQUIRED, "version");

        touchJars();
        Output stale = podseg(launcher(), Map.of(), "version");
        assertThat(podseg(launcher(), CACHE_REQUIRED, "version").exit()).isNotZero();
        Files.writeString(cache(), "not a cache");
        Output broken = podseg(launcher(), Map.of(), "version");
        Files.delete(cache());
        Output missing = podseg(launcher(), Map.of(), "version");

        assertThat(List.of(stale, broken, missing)).containsOnly(cached);
    }

    @Test
    void theMachinesComplaintsStayOffStdout() throws Exception {
        Output cached = podseg(launcher(), Map.of(), "version");
        Output warned = podseg(launcher(), Map.of("PODSEG_JAVA_OPTS", "-Xdebug"), "version");

        assertThat(warned.stderr()).contains("warning");
        assertThat(warned.stdout()).isEqualTo(cached.stdout());
    }

    @Test
    void aLauncherAloneSaysWhatItLacks() throws Exception {
        Path alone = Files.copy(BUILT.resolve("bin/podseg"), folder.resolve("podseg"));
        Output output = podseg(alone, Map.of(), "version");

        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.stdout()).isEmpty();
        assertThat(output.stderr()).startsWith("podseg: ").contains("copy the whole distribution");
    }

    /** A name server that never answers costs a program that asks ten seconds. */
    @Test
    void nothingIsLookedUpToStart() throws Exception {
        Path none = Files.writeString(folder.resolve("none"), "");
        Path server = Files.writeString(folder.resolve("server"), "nameserver 203.0.113.10\n");
        String script = "mount --make-rprivate / && mount --bind \"$1\" /etc/hosts"
                + " && mount --bind \"$2\" \"$(readlink -f /etc/resolv.conf)\" && ip link set lo up"
                + " && ip link add void type veth peer name far && ip link set far up && ip link set void up && ip route add default dev void"
                + " && ip neighbour add 203.0.113.10 lladdr 02:00:00:00:00:01 dev void"
                + " && hostname nobody-knows-this && exec timeout 5 \"$3\" version";
        List<String> argv = List.of(
                "unshare",
                "-mnu",
                "sh",
                "-c",
                script,
                "sh",
                none.toString(),
                server.toString(),
                launcher().toString());

        assertThat(run(folder, Map.of("PATH", "/usr/sbin:/sbin:/usr/bin:/bin"), argv)
                        .exit())
                .isZero();
    }

    private Path launcher() {
        return home.resolve("bin/podseg");
    }

    private Path cache() {
        return home.resolve("app/podseg.aot");
    }

    private void touchJars() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("app"))) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
            }
        }
    }

    private Output podseg(Path launcher, Map<String, String> environment, String word)
            throws IOException, InterruptedException {
        return run(folder, environment, List.of(launcher.toString(), word));
    }

    /** Outputs go to files, so that no program waits for a reader. */
    private Output run(Path directory, Map<String, String> environment, List<String> argv)
            throws IOException, InterruptedException {
        Path stdout = Files.createTempFile(folder, "stdout", "");
        Path stderr = Files.createTempFile(folder, "stderr", "");
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(directory.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Output(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }
}
