package io.podseg.host.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.audit.Audit;
import io.podseg.audit.Finding;
import io.podseg.audit.checks.Checks;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.HostAudit.Registry;
import io.podseg.audit.facts.HostAudit.Trust;
import io.podseg.audit.facts.Origin;
import io.podseg.reconcile.LookPort.Settings;
import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLookTest {
    @TempDir
    Path root = Path.of("");

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent() == null ? root : file.getParent());
        Files.writeString(file, text);
    }

    private Settings read(Map<String, String> environment) {
        return new SettingsLook(root, HostPaths.of(PodmanUser.ROOT, Path.of("/var/lib/podseg"), environment)).read();
    }

    @Test
    void whatIsDemandedOfImagesIsReadByScope() throws IOException {
        write("etc/containers/policy.json", """
                {"default": [{"type": "reject"}],
                 "transports": {"docker": {"": [{"type": "insecureAcceptAnything"}],
                                           "quay.io/a": [{"type": "signedBy"}]}}}
                """);
        assertThat(read(Map.of()).host().trust())
                .containsExactly(
                        new Trust("/etc/containers/policy.json", "default", List.of("reject")),
                        new Trust("/etc/containers/policy.json", "docker:", List.of("insecureAcceptAnything")),
                        new Trust("/etc/containers/policy.json", "docker:quay.io/a", List.of("signedBy")));
        assertThat(messages(read(Map.of()), "PS20"))
                .containsExactly("/etc/containers/policy.json accepts any image of every registry");
    }

    @Test
    void insecureRegistriesAreFoundInBothFormatsAndInDropIns() throws IOException {
        write("etc/containers/registries.conf", "[registries.insecure]\nregistries = ['old.example']\n");
        write("etc/containers/registries.conf.d/a.conf", """
                [[registry]]
                prefix = "a.example/team"
                location = "mirror.example"
                [[registry.mirror]]
                location = "near.example"
                insecure = true
                """);
        assertThat(read(Map.of()).host().registries().stream()
                        .filter(Registry::insecure)
                        .map(Registry::location))
                .containsExactly("old.example", "near.example");
    }

    /** As Podman does, the later file wins, and one that the environment names replaces all others. */
    @Test
    void theUserNamespaceOfAllContainersIsReadAsPodmanDoes() throws IOException {
        write("usr/share/containers/containers.conf", "[containers]\nuserns = 'host'\n");
        write("etc/containers/containers.conf.d/b.conf", "[containers]\nuserns = 'auto'\n");
        write("alone.conf", "[containers]\nuserns = 'nomap'\n");
        write("etc/containers/containers.conf.d/broken.conf", "[containers\nuserns = ");
        assertThat(read(Map.of()).users()).isEqualTo("auto");
        assertThat(read(Map.of("CONTAINERS_CONF", "/alone.conf")).users()).isEqualTo("nomap");
        assertThat(read(Map.of("CONTAINERS_CONF_OVERRIDE", "/alone.conf")).users())
                .isEqualTo("nomap");
    }

    @Test
    void filesThatOthersMayWriteAreFoundAmongThemHooks() throws IOException {
        write("etc/containers/containers.conf", "[engine]\nhooks_dir = ['/opt/hooks']\n");
        write("opt/hooks/a.json", "{\"hook\": {\"path\": \"/opt/run\"}}");
        write("opt/run", "");
        for (String file : List.of("opt/hooks/a.json", "opt/run")) {
            Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        assertThat(messages(read(Map.of()), "PS28"))
                .anyMatch(message -> message.startsWith("/opt/hooks/a.json (hook) has the mode 0666"))
                .anyMatch(message -> message.startsWith("/opt/run (program of a hook) has the mode 0666"))
                .noneMatch(message -> message.startsWith("/etc/containers/containers.conf (settings of Podman) has"));
    }

    private static List<String> messages(Settings settings, String check) {
        HostAudit host = settings.host();
        Audited audited = new Audited(Origin.LIVE, List.of(), List.of(), List.of(), List.of(), Optional.of(host));
        return new Audit(Checks.all(), Set.of())
                .look(List.of(audited)).findings().stream()
                        .filter(finding -> finding.check().equals(check))
                        .map(Finding::message)
                        .toList();
    }
}
