package io.podseg.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.podseg.model.ObjectKey;
import io.podseg.reconcile.HostException;
import io.podseg.state.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Status as files: {@code NAMESPACE/KIND/NAME.yaml} for each object ({@code _cluster} for kinds without a namespace) and {@code
 * summary.yaml}. Each is replaced as a whole, so that no reader ever sees half of one; files of objects that are gone are removed.
 */
public final class StatusFiles {
    /** In place of the namespace: no namespace can have this name. */
    private static final String CLUSTER = "_cluster";

    private static final String SUFFIX = ".yaml";
    private static final int DEPTH = 3;
    private static final int LONGEST_FILE_NAME = 255;
    private static final int KEPT_OF_NAME = 200;

    private final Path folder;
    private final ObjectMapper yaml = new ObjectMapper(YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    public StatusFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes the status of a host. */
    public void write(HostStatus status) throws HostException {
        try {
            Set<Path> written = new HashSet<>();
            for (ObjectStatus object : status.objects()) {
                Path file = file(object.key());
                replace(file, StatusTree.of(object, status.revision()));
                written.add(file);
            }
            removeOthers(written);
            replace(folder.resolve("summary" + SUFFIX), summary(status));
        } catch (IOException | UncheckedIOException e) {
            throw new HostException("cannot write status files in " + folder + ": " + e.getMessage(), e);
        }
    }

    private Path file(ObjectKey key) {
        String namespace = key.namespace().isEmpty() ? CLUSTER : key.namespace();
        return folder.resolve(namespace).resolve(key.kind()).resolve(fileName(key.name()));
    }

    /** No file's name has more than 255 bytes (NAME_MAX), while names of objects have up to 253. */
    private static String fileName(String name) {
        boolean fits = name.length() + SUFFIX.length() <= LONGEST_FILE_NAME;
        return (fits ? name : name.substring(0, KEPT_OF_NAME) + "_" + Hash.of(name)) + SUFFIX;
    }

    private void replace(Path file, Map<String, Object> tree) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(parent);
        Path draft = Files.createTempFile(parent, ".status-", ".tmp");
        try {
            Files.writeString(draft, yaml.writeValueAsString(tree));
            Files.setPosixFilePermissions(draft, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Only files that look like ours: three levels down, a YAML file in a folder of a kind that has status. */
    private void removeOthers(Set<Path> written) throws IOException {
        List<Path> old;
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            old = files.filter(file -> folder.relativize(file).getNameCount() == DEPTH)
                    .filter(file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file))
                    .filter(file -> !written.contains(file))
                    .toList();
        }
        for (Path file : old) {
            Files.deleteIfExists(file);
        }
    }

    private static Map<String, Object> summary(HostStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("observedRevision", status.revision());
        tree.put("ready", status.good());
        tree.put("objects", status.objects().size());
        tree.put(
                "notReady",
                status.objects().stream()
                        .filter(object -> !object.good())
                        .map(object -> object.key().toString())
                        .toList());
        tree.put("dark", status.dark().size());
        tree.put("drops", CountTree.others(status.drops()));
        return tree;
    }
}
