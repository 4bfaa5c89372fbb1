package io.podseg.host.config;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The containers-policy.json(5) that Podman reads. Names of settings are {@code default} and {@code transports/TRANSPORT/SCOPE};
 * values are JSON in {@link Json#canonical one form}. All else in the file stays byte for byte as it is.
 */
public final class PolicyFile implements SettingsFile {
    private static final String NAME = "policy.json";
    private static final String TRANSPORTS = "transports";

    /** Podman pulls nothing where there is no file at all. */
    private static final String NOTHING =
            "{\n    \"default\": [\n        {\n            \"type\": \"reject\"\n        }\n    ]\n}\n";

    private final TrustPlaces places;

    /** Reads nothing yet. */
    public PolicyFile(TrustPlaces places) {
        this.places = places;
    }

    @Override
    public SortedMap<String, String> read(Set<String> names) throws HostException {
        Path file = places.policy();
        try {
            SortedMap<String, String> settings = settings(ConfigText.read(file).orElse(NOTHING));
            settings.keySet().retainAll(names);
            return settings;
        } catch (IOException e) {
            throw bad(file, e);
        }
    }

    @Override
    public void write(SortedMap<String, Optional<String>> changes) throws HostException {
        Path file = places.policy();
        String after;
        try {
            after = edit(ConfigText.read(file).orElse(NOTHING), changes);
        } catch (IOException e) {
            throw bad(file, e);
        }
        Path own = places.user().resolve(NAME);
        String others = ConfigText.read(places.system().resolve(NAME)).orElse(NOTHING);
        if (places.rootless() && after.equals(others)) {
            // It was podseg's copy of the system's with podseg's settings in it, and has none any more.
            ConfigText.delete(own);
        } else {
            ConfigText.write(places.rootless() ? own : file, after);
        }
    }

    private static HostException bad(Path file, IOException e) {
        return new HostException(
                file + " is not as containers-policy.json(5) has it, so that Podman pulls nothing: " + Json.words(e),
                e);
    }

    static SortedMap<String, String> settings(String text) throws IOException {
        JsonText json = JsonText.parse(text);
        TreeMap<String, String> settings = new TreeMap<>();
        Optional<String> fallback = json.get(List.of("default"));
        if (fallback.isPresent()) {
            settings.put("default", Json.canonical(fallback.get()));
        }
        for (String transport : json.names(List.of(TRANSPORTS))) {
            for (String scope : json.names(List.of(TRANSPORTS, transport))) {
                String value = json.get(List.of(TRANSPORTS, transport, scope)).orElseThrow();
                settings.put(TRANSPORTS + "/" + transport + "/" + scope, Json.canonical(value));
            }
        }
        return settings;
    }

    static String edit(String text, SortedMap<String, Optional<String>> changes) throws IOException {
        String edited = text;
        for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
            List<String> path = List.of(change.getKey().split("/", 3));
            JsonText json = JsonText.parse(edited);
            edited = change.getValue().isPresent()
                    ? json.set(path, change.getValue().get())
                    : json.remove(path);
        }
        return edited;
    }
}
