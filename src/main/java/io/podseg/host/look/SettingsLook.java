package io.podseg.host.look;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.HostAudit.Registry;
import io.podseg.audit.facts.HostAudit.Trust;
import io.podseg.reconcile.LookPort.Settings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the settings of a host say that the audit looks at. A file that cannot be read or understood says nothing. */
final class SettingsLook {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TomlMapper TOML = TomlMapper.builder().build();

    private final Path root;
    private final HostPaths paths;

    SettingsLook(Path root, HostPaths paths) {
        this.root = root;
        this.paths = paths;
    }

    Settings read() {
        List<Path> containers = containersConf();
        List<String> hooks = new ArrayList<>();
        String users = "";
        for (Path file : containers) {
            JsonNode toml = toml(file);
            users = toml.path("containers").path("userns").asText(users);
            toml.path("engine").path("hooks_dir").forEach(folder -> {
                if (folder.isTextual()) {
                    hooks.add(folder.asText());
                }
            });
        }
        List<Path> registries = registriesConf();
        HostAudit host = new HostAudit(
                paths.rootless(),
                trust(),
                registries.stream().flatMap(this::registries).toList(),
                new GuardedFiles(root, paths).look(containers, registries, policy(), hooks),
                List.of());
        return new Settings(host, Files.exists(in(Path.of("/proc/net/if_inet6"))), users);
    }

    private Path in(Path path) {
        return root.resolve(path.toString().substring(1));
    }

    /** All containers.conf files in the order in which Podman reads them. */
    private List<Path> containersConf() {
        List<Path> files = new ArrayList<>();
        if (paths.containers().isPresent()) {
            files.add(in(paths.containers().get()));
        } else {
            for (Path folder : paths.settings()) {
                files.add(in(folder.resolve("containers.conf")));
                files.addAll(list(in(folder.resolve("containers.conf.d")), "*.conf"));
            }
        }
        paths.last().ifPresent(file -> files.add(in(file)));
        return files.stream().filter(Files::isRegularFile).toList();
    }

    /** Of registries.conf the most special one counts, and all drop-ins. */
    private List<Path> registriesConf() {
        List<Path> files = new ArrayList<>();
        if (paths.registries().isPresent()) {
            files.add(in(paths.registries().get()));
        } else {
            special("registries.conf").ifPresent(files::add);
        }
        paths.settings().forEach(folder -> files.addAll(list(in(folder.resolve("registries.conf.d")), "*.conf")));
        return files.stream().filter(Files::isRegularFile).toList();
    }

    private Optional<Path> policy() {
        return paths.policy().map(this::in).or(() -> special("policy.json"));
    }

    /** The file of the last folder that has it. */
    private Optional<Path> special(String name) {
        return paths.settings().reversed().stream()
                .map(folder -> in(folder.resolve(name)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static List<Path> list(Path folder, String names) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            return StreamSupport.stream(files.spliterator(), false).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private List<Trust> trust() {
        Optional<Path> file = policy();
        if (file.isEmpty()) {
            return List.of();
        }
        List<Trust> trust = new ArrayList<>();
        JsonNode json = json(file.get());
        String shown = shown(file.get());
        if (json.has("default")) {
            trust.add(new Trust(shown, "default", types(json.path("default"))));
        }
        json.path("transports")
                .fields()
                .forEachRemaining(transport -> transport
                        .getValue()
                        .fields()
                        .forEachRemaining(scope -> trust.add(
                                new Trust(shown, transport.getKey() + ":" + scope.getKey(), types(scope.getValue())))));
        return trust;
    }

    private static List<String> types(JsonNode requirements) {
        List<String> types = new ArrayList<>();
        requirements.forEach(requirement -> types.add(requirement.path("type").asText()));
        return types;
    }

    private Stream<Registry> registries(Path file) {
        List<Registry> found = new ArrayList<>();
        JsonNode toml = toml(file);
        String shown = shown(file);
        toml.path("registry").forEach(registry -> {
            String location =
                    registry.path("location").asText(registry.path("prefix").asText());
            found.add(new Registry(
                    shown,
                    registry.path("prefix").asText(location),
                    registry.path("insecure").asBoolean()));
            registry.path("mirror")
                    .forEach(mirror -> found.add(new Registry(
                            shown,
                            mirror.path("location").asText(),
                            mirror.path("insecure").asBoolean())));
        });
        // Version 1 of the format.
        toml.path("registries")
                .path("insecure")
                .path("registries")
                .forEach(registry -> found.add(new Registry(shown, registry.asText(), true)));
        return found.stream();
    }

    /** As users know it. */
    private String shown(Path file) {
        return "/" + root.relativize(file);
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode toml(Path file) {
        try {
            return TOML.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
