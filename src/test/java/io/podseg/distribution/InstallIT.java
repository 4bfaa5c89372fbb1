package io.podseg.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Installing and removing in a private root, and the units, as far as they can be judged where no systemd runs. */
class InstallIT {
    private static final Path DISTRIBUTION = Path.of("target/podseg").toAbsolutePath();
    private static final List<String> UNITS = List.of("podseg", "podseg-firewall", "podseg-firewall-late");

    @TempDir
    private Path root;

    private record Ended(int exit, String output) {}

    private Ended run(Map<String, String> environment, String... argv) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private String inRoot(Path program, String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("sh", program.toString()));
        argv.addAll(List.of(arguments));
        Ended ended = run(Map.of("DESTDIR", root.toString()), argv.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.output()).isZero();
        return ended.output();
    }

    private List<String> files(String... without) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> "/" + root.relativize(path))
                    .filter(path -> Stream.of(without).noneMatch(path::startsWith))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatIsInstalledWorksAndMayBeInstalledAgain() throws Exception {
        inRoot(DISTRIBUTION.resolve("install"));
        String lib = "/usr/local/lib/podseg";
        assertThat(files(lib + "/app", lib + "/runtime"))
                .containsExactly(
                        "/etc/modules-load.d/podseg.conf",
                        "/etc/podseg/podseg.env",
                        "/etc/systemd/system/podseg-firewall-late.service",
                        "/etc/systemd/system/podseg-firewall.service",
                        "/etc/systemd/system/podseg.service",
                        "/etc/systemd/user/podseg.service",
                        "/etc/tmpfiles.d/podseg.conf",
                        "/usr/local/bin/podseg",
                        "/usr/local/bin/podseg-firewall",
                        lib + "/LICENSE",
                        lib + "/bin/podseg",
                        lib + "/bin/podseg-firewall",
                        lib + "/bin/podseg-hook",
                        lib + "/uninstall",
                        "/usr/local/share/bash-completion/completions/podseg");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("etc/podseg"))))
                .isEqualTo("rwx------");
        // The start-up cache is taken: its files have kept their times.
        Ended version = run(
                Map.of("PODSEG_JAVA_OPTS", "-XX:AOTMode=on"),
                root.resolve("usr/local/bin/podseg").toString(),
                "version");
        assertThat(version.output()).startsWith("podseg ");
        assertThat(version.exit()).isZero();

        Files.writeString(root.resolve("etc/podseg/podseg.env"), "PODSEG_OPTS=--filename=/srv\n");
        Files.writeString(root.resolve("usr/local/lib/podseg/app/old.jar"), "");
        List<String> before = files("/usr/local/lib/podseg/app/old.jar");
        inRoot(DISTRIBUTION.resolve("install"));
        assertThat(files()).isEqualTo(before);
        assertThat(root.resolve("etc/podseg/podseg.env")).hasContent("PODSEG_OPTS=--filename=/srv\n");
    }

    /** Its program and units stay, elsewhere, as long as there is something to guard. */
    @ParameterizedTest
    @ValueSource(strings = {"/usr/local", "/usr"})
    void anUninstallLeavesTheFirewall(String prefix) throws Exception {
        inRoot(DISTRIBUTION.resolve("install"), "--prefix", prefix);
        String own = root.resolve("usr/lib/systemd/system/podseg.service").toString();
        assertThat(Files.exists(Path.of(own))).isEqualTo(prefix.equals("/usr"));
        Path rules =
                Files.createDirectories(root.resolve("var/lib/podseg/ruleset")).resolve("rules");
        Files.writeString(rules, "kept");
        Path uninstall = Files.copy(root.resolve("." + prefix + "/lib/podseg/uninstall"), root.resolve("uninstall"));
        assertThat(inRoot(uninstall, "--prefix", prefix)).contains("Its firewall stays in force, over boots too");
        assertThat(files(
                        "/uninstall",
                        "/etc/podseg",
                        "/etc/modules-load.d",
                        "/etc/tmpfiles.d",
                        "/usr/lib/modules",
                        "/usr/lib/tmpfiles"))
                .containsExactly(
                        "/etc/systemd/system/podseg-firewall-late.service",
                        "/etc/systemd/system/podseg-firewall.service",
                        "/var/lib/podseg/guard/bin/podseg-firewall",
                        "/var/lib/podseg/ruleset/rules");
        assertThat(root.resolve("etc/systemd/system/podseg-firewall.service"))
                .content()
                .contains("ExecStart=/bin/sh /var/lib/podseg/guard/bin/podseg-firewall\n");
        inRoot(uninstall, "--prefix", prefix);
        assertThat(root.resolve("var/lib/podseg/guard/bin/podseg-firewall")).exists();
        inRoot(uninstall, "--prefix", prefix, "--purge");
        assertThat(files("/uninstall")).isEmpty();
    }

    @Test
    void whereNothingIsKeptNothingStays() throws Exception {
        inRoot(DISTRIBUTION.resolve("install"));
        Files.writeString(root.resolve("etc/podseg/manifests/mine.yaml"), "# mine\n");
        inRoot(Path.of("deploy/uninstall").toAbsolutePath());
        assertThat(files()).containsExactly("/etc/podseg/manifests/mine.yaml", "/etc/podseg/podseg.env");
        inRoot(Path.of("deploy/uninstall").toAbsolutePath(), "--purge");
        assertThat(files()).containsExactly("/etc/podseg/manifests/mine.yaml");
    }

    @ParameterizedTest
    @CsvSource({"--prefix", "--what", "--prefix relative", "--prefix '/a b'"})
    void badUsageIsToldAndNothingDone(String words) throws Exception {
        Ended ended =
                run(Map.of("DESTDIR", root.toString()), "sh", "-c", DISTRIBUTION.resolve("install") + " " + words);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.output()).startsWith("install: ");
        assertThat(files()).isEmpty();
    }

    @Test
    void anOrdinaryUserInstallsWithoutRoot() throws Exception {
        Files.setAttribute(root, "unix:uid", 2000);
        Ended ended = asUser(DISTRIBUTION.resolve("install"));
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("systemctl --user enable --now podman.socket podseg.service");
        String lib = "/.local/lib/podseg";
        assertThat(files(lib))
                .containsExactly(
                        "/.config/podseg/podseg.env",
                        "/.config/systemd/user/podseg.service",
                        "/.local/bin/podseg",
                        "/.local/bin/podseg-firewall",
                        "/.local/share/bash-completion/completions/podseg");
        assertThat(root.resolve(".config/systemd/user/podseg.service"))
                .content()
                .contains("ExecStart=" + root + lib + "/bin/podseg run ");
        ended = asUser(root.resolve(".local/lib/podseg/uninstall"));
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(files()).containsExactly("/.config/podseg/podseg.env");
    }

    private Ended asUser(Path program) throws Exception {
        return run(
                Map.of("HOME", root.toString(), "XDG_CONFIG_HOME", root + "/.config"),
                "setpriv",
                "--reuid=2000",
                "--regid=2000",
                "--clear-groups",
                "sh",
                program.toString(),
                "--user");
    }

    /** Every program, unit and option that the units name exists; no ordering cycle. */
    @Test
    void unitsAreWhatSystemdTakes() throws Exception {
        List<String> argv = new ArrayList<>(List.of("systemd-analyze", "verify"));
        for (String unit : UNITS) {
            argv.add(write(unit + ".service", "deploy/systemd/").toString());
        }
        assertThat(run(Map.of(), argv.toArray(String[]::new))).isEqualTo(new Ended(0, ""));
        Path user = write("podseg.service", "deploy/systemd/user/");
        assertThat(run(
                                Map.of("XDG_RUNTIME_DIR", root.toString()),
                                "systemd-analyze",
                                "--user",
                                "verify",
                                user.toString())
                        .output())
                .doesNotContain(user.getFileName() + ":");
    }

    /** 0 is no exposure, 10 all of it. A unit without any of these settings has 9.6. */
    @ParameterizedTest
    @CsvSource({"podseg, 3.9", "podseg-firewall, 2.4", "podseg-firewall-late, 2.4"})
    void unitsAreHardened(String unit, double exposure) throws Exception {
        Path file = write(unit + ".service", "deploy/systemd/");
        Ended ended = run(
                Map.of(),
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                "--threshold=" + Math.round(exposure * 10),
                file.toString());
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(Files.readString(Path.of("docs/service.md")))
                .contains("| `" + unit + ".service` | " + exposure + " |");
    }

    /** Rates of block devices are written into control groups, limits of other users' processes with prlimit(2), which needs the right. */
    @Test
    void theControllerMayPutLimitsBack() throws IOException {
        assertThat(Files.readAllLines(Path.of("deploy/systemd/podseg.service")))
                .doesNotContain("ProtectControlGroups=yes")
                .anyMatch(line -> line.startsWith("CapabilityBoundingSet=") && line.contains("CAP_SYS_RESOURCE"));
    }

    private Path write(String name, String folder) throws IOException {
        String text = Files.readString(Path.of(folder + name)).replace("@LIB@", DISTRIBUTION.toString());
        return Files.writeString(root.resolve(name), text);
    }
}
