package io.podseg.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Declarations as a folder of manifests, each object in a file of its own, and one policy that can be saved anew. */
final class Estate {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private final Path folder;
    private final Declarations declarations;

    private Estate(Path folder, Declarations declarations) {
        this.folder = folder;
        this.declarations = declarations;
    }

    /** Writes all files; the folder is made. */
    static Estate write(Path folder, Declarations declarations) throws IOException {
        Files.createDirectories(folder.resolve("pods"));
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(
                folder.resolve("networks.yaml"),
                Yaml.of(new Declarations(
                        declarations.namespaces(),
                        declarations.networks(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of())));
        for (Manifest<?> pod : declarations.pods()) {
            Files.writeString(folder.resolve("pods/" + pod.key().name() + ".yaml"), text(pod));
        }
        for (Manifest<?> policy : declarations.networkPolicies()) {
            Files.writeString(folder.resolve("policies/" + policy.key().name() + ".yaml"), text(policy));
        }
        return new Estate(folder, declarations);
    }

    Path folder() {
        return folder;
    }

    /** Saves a policy as editors do: a new file takes the place of the old one. */
    void save(int policy, int port) throws IOException {
        Manifest<?> manifest = declarations.networkPolicies().get(policy);
        Path file = folder.resolve("policies/" + manifest.key().name() + ".yaml");
        Path fresh = folder.resolve("policies/." + manifest.key().name() + ".new");
        Files.writeString(fresh, text(manifest).replace("port: 8080", "port: " + port));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes a policy's file away, or puts it back. */
    void drop(int policy) throws IOException {
        Files.deleteIfExists(folder.resolve(
                "policies/" + declarations.networkPolicies().get(policy).key().name() + ".yaml"));
    }

    private static String text(Manifest<?> manifest) {
        try {
            return MAPPER.writeValueAsString(manifest.object());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
