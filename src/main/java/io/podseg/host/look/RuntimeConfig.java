package io.podseg.host.look;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.audit.live.Configured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The file {@code config.json} that Podman writes for the OCI runtime each time a container starts. */
final class RuntimeConfig {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Bytes; seccomp profiles make it long. */
    private static final long LONGEST = 16L * 1024 * 1024;

    private RuntimeConfig() {}

    /** Reads it; empty where it is not there, too long, or no such file. */
    static Optional<Configured> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            return Optional.of(of(MAPPER.readTree(Files.readAllBytes(file))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Configured of(JsonNode json) {
        JsonNode process = json.path("process");
        JsonNode linux = json.path("linux");
        TreeMap<String, String> sysctls = new TreeMap<>();
        linux.path("sysctl")
                .fields()
                .forEachRemaining(
                        entry -> sysctls.put(entry.getKey(), entry.getValue().asText()));
        List<Long> groups = new ArrayList<>();
        process.path("user").path("additionalGids").forEach(gid -> groups.add(gid.asLong()));
        return new Configured(
                process.path("user").path("uid").asLong(),
                process.path("user").path("gid").asLong(),
                groups,
                words(process.path("capabilities").path("bounding"), ""),
                process.path("noNewPrivileges").asBoolean(),
                words(linux.path("namespaces"), "type"),
                json.path("root").path("readonly").asBoolean(),
                filters(linux.path("seccomp")),
                words(linux.path("maskedPaths"), ""),
                words(linux.path("readonlyPaths"), ""),
                sysctls,
                List.copyOf(words(linux.path("devices"), "path")),
                process.path("apparmorProfile").asText(),
                process.path("selinuxLabel").asText());
    }

    /** Whether a profile refuses anything at all. */
    private static boolean filters(JsonNode seccomp) {
        if (seccomp.isMissingNode() || seccomp.isNull()) {
            return false;
        }
        if (!allows(seccomp.path("defaultAction"))) {
            return true;
        }
        for (JsonNode rule : seccomp.path("syscalls")) {
            if (!allows(rule.path("action"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean allows(JsonNode action) {
        return Set.of("SCMP_ACT_ALLOW", "SCMP_ACT_LOG").contains(action.asText());
    }

    private static Set<String> words(JsonNode list, String field) {
        Set<String> words = new LinkedHashSet<>();
        list.forEach(entry ->
                words.add(field.isEmpty() ? entry.asText() : entry.path(field).asText()));
        return words;
    }
}
