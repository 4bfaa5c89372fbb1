package io.podseg.host.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.podseg.host.files.PlacedFile;
import io.podseg.reconcile.HostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** Files in the language of containers.conf(5), as settings by name, such as {@code containers.pids_limit}, with JSON values. */
final class Toml {
    private static final TomlMapper MAPPER = new TomlMapper();

    private Toml() {}

    /** What a file says; nothing where there is no such file. */
    static TreeMap<String, String> settings(Path file) throws HostException {
        return settings(file, PlacedFile.text(file));
    }

    static TreeMap<String, String> settings(Path file, Optional<String> text) throws HostException {
        TreeMap<String, String> settings = new TreeMap<>();
        try {
            JsonNode root = MAPPER.readTree(text.orElse(""));
            root.properties()
                    .forEach(table -> table.getValue()
                            .properties()
                            .forEach(entry -> settings.put(
                                    table.getKey() + "." + entry.getKey(),
                                    entry.getValue().toString())));
        } catch (JacksonException e) {
            throw new HostException(
                    file + " is no TOML"
                            + (e.getLocation() == null
                                    ? ""
                                    : " from line " + e.getLocation().getLineNr() + " on")
                            + ", and Podman starts nothing with it",
                    e);
        }
        return settings;
    }
}
