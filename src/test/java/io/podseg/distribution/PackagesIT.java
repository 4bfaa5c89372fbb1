package io.podseg.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The .deb and the tarball of {@code mvn package -Ppackages}, taken apart and put into private roots. */
@TestInstance(Lifecycle.PER_CLASS)
class PackagesIT {
    private static final Path PACKAGES = Path.of("target/packages").toAbsolutePath();

    @TempDir
    private static Path folder;

    private Path deb = folder;
    private Path root = folder;
    private Path control = folder;

    private static Path only(String ending) throws IOException {
        try (Stream<Path> files = Files.list(PACKAGES)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(found).as("run with -Ppackages").hasSize(1);
            return found.getFirst();
        }
    }

    private static String run(Map<String, String> environment, Object... argv) throws Exception {
        List<String> words =
                new ArrayList<>(Stream.of(argv).map(String::valueOf).toList());
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(words + "\n" + output).isZero();
        return output;
    }

    @BeforeAll
    void unpack() throws Exception {
        deb = only(".deb");
        root = folder.resolve("root");
        control = folder.resolve("control");
        run(Map.of(), "dpkg-deb", "-x", deb, root);
        run(Map.of(), "dpkg-deb", "-e", deb, control);
    }

    @Test
    void thePackageSaysWhatItIs() throws Exception {
        String fields = run(Map.of(), "dpkg-deb", "-f", deb);
        assertThat(fields)
                .startsWith("Package: podseg\nVersion: 0.")
                .containsPattern("(?m)^Architecture: (amd64|arm64)$")
                .containsPattern("(?m)^Installed-Size: [1-9]\\d+$")
                .contains("Depends: podman (>= 4.3), ", "ipset", "iptables", "conntrack")
                .doesNotContainPattern("@[A-Z]");
        assertThat(Files.readString(control.resolve("conffiles"))).isEqualTo("/etc/podseg/podseg.env\n");
        assertThat(root.resolve("etc/podseg/podseg.env")).exists();
        for (String script : List.of("postinst", "prerm", "postrm")) {
            run(Map.of(), "sh", "-n", control.resolve(script));
            assertThat(Files.isExecutable(control.resolve(script))).isTrue();
        }
        assertThat(Files.readString(control.resolve("postrm")))
                .contains("\nremove_firewall() {\n", "podseg_closed", "then remove_firewall; fi")
                .doesNotContain("@");
    }

    /** What lintian would tell of files. */
    @Test
    void filesAreRootsAndWhereFilesOfPackagesStand() throws Exception {
        Pattern line = Pattern.compile("(\\S{10}) 0/0 .* \\./(\\S*)(?: -> (\\S+))?");
        for (String entry : run(Map.of(), "dpkg-deb", "-c", deb).lines().toList()) {
            var matcher = line.matcher(entry);
            assertThat(matcher.matches()).as(entry).isTrue();
            assertThat(matcher.group(1)).as(entry).doesNotContainPattern("[sStT]");
            assertThat(matcher.group(1).charAt(0) == 'l' || matcher.group(1).charAt(8) != 'w')
                    .as(entry)
                    .isTrue();
            assertThat(matcher.group(2)).as(entry).matches("|(usr|etc)/.*|usr/lib/.*|usr/share/doc/podseg/.*");
            assertThat(matcher.group(2)).as(entry).doesNotContain("usr/local");
        }
        assertThat(Files.readString(root.resolve("usr/lib/systemd/system/podseg.service")))
                .contains("ExecStart=/usr/lib/podseg/bin/podseg run ");
        run(Map.of(), "sh", "-c", "cd " + root + " && md5sum --quiet -c " + control.resolve("md5sums"));
    }

    /** The cache is taken only where the times of all files have survived the packing. */
    @Test
    void theProgramInItStartsFromItsCache() throws Exception {
        Map<String, String> cached = Map.of("PODSEG_JAVA_OPTS", "-XX:AOTMode=on");
        assertThat(run(cached, root.resolve("usr/bin/podseg"), "version")).startsWith("podseg ");
        Path away = Files.createDirectory(folder.resolve("tarball"));
        run(Map.of(), "tar", "-C", away, "-xzf", only(".tar.gz"));
        try (Stream<Path> top = Files.list(away)) {
            Path home = top.findFirst().orElseThrow();
            assertThat(run(cached, home.resolve("bin/podseg"), "version")).startsWith("podseg ");
            run(Map.of("DESTDIR", folder.resolve("installed").toString()), "sh", home.resolve("install"));
            assertThat(folder.resolve("installed/usr/local/bin/podseg")).isExecutable();
        }
    }

    /** What dpkg runs before it removes the files of a package from a host that podseg keeps something on. */
    @Test
    void aRemovalLeavesTheGuard() throws Exception {
        Path rules =
                Files.createDirectories(root.resolve("var/lib/podseg/ruleset")).resolve("rules");
        Files.writeString(rules, "kept");
        String prerm = Files.readString(control.resolve("prerm"))
                .replace("/usr/lib/podseg/uninstall", root + "/usr/lib/podseg/uninstall");
        run(Map.of("DESTDIR", root.toString()), "sh", "-c", prerm, "prerm", "remove");
        assertThat(root.resolve("var/lib/podseg/guard/bin/podseg-firewall")).isExecutable();
        assertThat(root.resolve("etc/systemd/system/podseg-firewall.service")).exists();
        assertThat(Files.exists(root.resolve("usr/bin/podseg"), LinkOption.NOFOLLOW_LINKS))
                .as("what is dpkg's to remove")
                .isTrue();
    }
}
