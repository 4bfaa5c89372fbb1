package io.podseg.host.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.podseg.host.files.PlacedFile;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The containers-registries.d(5) that Podman reads: a file of podseg's own beside those of others. Names of settings are
 * {@code docker/SCOPE}; values are JSON in {@link Json#canonical one form}.
 */
public final class RegistriesFolder implements SettingsFile {
    /** Podseg's own file. */
    static final String OWN = "podseg.yaml";

    private static final String DOCKER = "docker";
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build())
            .build();

    private final TrustPlaces places;

    /** Reads nothing yet. */
    public RegistriesFolder(TrustPlaces places) {
        this.places = places;
    }

    private static List<Path> files(Path folder) throws HostException {
        return PlacedFile.list(folder, name -> name.endsWith(".yaml"));
    }

    @Override
    public SortedMap<String, String> read(Set<String> names) throws HostException {
        TreeMap<String, String> settings = new TreeMap<>();
        for (Path file : files(places.registries())) {
            settings.putAll(settings(file));
        }
        settings.keySet().retainAll(names);
        return settings;
    }

    @Override
    public void write(SortedMap<String, Optional<String>> changes) throws HostException {
        Path folder = places.rootless() ? adopted() : places.registries();
        Path own = folder.resolve(OWN);
        TreeMap<String, String> settings = new TreeMap<>(settings(own));
        for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
            if (change.getValue().isPresent()) {
                refuseTwice(folder, change.getKey(), change.getValue().get());
                settings.put(change.getKey(), change.getValue().get());
            } else {
                settings.remove(change.getKey());
            }
        }
        if (!settings.isEmpty()) {
            ConfigText.write(own, text(settings));
            return;
        }
        ConfigText.delete(own);
        if (places.rootless()) {
            abandon();
        }
    }

    /** A folder of the user's hides the system's as a whole: what stands there must go on counting. */
    private Path adopted() throws HostException {
        Path user = places.user().resolve("registries.d");
        if (!Files.isDirectory(user)) {
            for (Path file : files(places.system().resolve("registries.d"))) {
                ConfigText.write(
                        user.resolve(file.getFileName()), ConfigText.read(file).orElse(""));
            }
        }
        return user;
    }

    /** The user's folder goes where there is nothing in it that the system's does not have. */
    private void abandon() throws HostException {
        Path user = places.user().resolve("registries.d");
        Path system = places.system().resolve("registries.d");
        List<Path> copies = files(user);
        for (Path copy : copies) {
            if (!ConfigText.read(copy).equals(ConfigText.read(system.resolve(copy.getFileName())))) {
                return;
            }
        }
        if (copies.size() == files(system).size()) {
            for (Path copy : copies) {
                ConfigText.delete(copy);
            }
            ConfigText.deleteEmpty(user);
        }
    }

    /** Podman reads nothing any more where two files speak of the same scope. */
    private static void refuseTwice(Path folder, String name, String value) throws HostException {
        for (Path file : files(folder)) {
            if (!file.endsWith(OWN) && settings(file).containsKey(name)) {
                throw new HostException(file + " speaks of " + name.substring(DOCKER.length() + 1)
                        + " already, and Podman does not take the same scope from two files; move it to the ImagePolicy, or write "
                        + value + " there");
            }
        }
    }

    private static SortedMap<String, String> settings(Path file) throws HostException {
        Optional<String> text = ConfigText.read(file);
        TreeMap<String, String> settings = new TreeMap<>();
        try {
            JsonNode docker = text.isEmpty()
                    ? YAML.missingNode()
                    : YAML.readTree(text.get()).path(DOCKER);
            for (Map.Entry<String, JsonNode> scope : docker.properties()) {
                settings.put(DOCKER + "/" + scope.getKey(), Json.canonical(scope.getValue()));
            }
            return settings;
        } catch (IOException e) {
            throw new HostException(
                    file + " is not as containers-registries.d(5) has it, so that Podman pulls nothing: "
                            + Json.words(e),
                    e);
        }
    }

    private static String text(SortedMap<String, String> settings) throws HostException {
        ObjectNode docker = Json.MAPPER.createObjectNode();
        try {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                docker.set(setting.getKey().substring(DOCKER.length() + 1), Json.MAPPER.readTree(setting.getValue()));
            }
            return "# Kept by podseg as ImagePolicies say: what is changed here is changed back.\n"
                    + YAML.writeValueAsString(Json.MAPPER.createObjectNode().set(DOCKER, docker));
        } catch (IOException e) {
            throw new HostException("registries.d cannot be written: " + Json.words(e), e);
        }
    }
}
