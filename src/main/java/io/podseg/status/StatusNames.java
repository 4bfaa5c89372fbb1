package io.podseg.status;

import io.podseg.model.ObjectKey;
import io.podseg.state.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which file says what of which object. */
final class StatusNames {
    /** In place of the namespace: no namespace can have this name. */
    private static final String CLUSTER = "_cluster";

    private static final String SUFFIX = ".yaml";
    private static final int DEPTH = 3;
    private static final int LONGEST_FILE_NAME = 255;
    private static final int KEPT_OF_NAME = 200;

    /** Names of objects are of this form; labels of containers of others, which may name a namespace, need not be. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Path folder;

    StatusNames(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    Path folder() {
        return folder;
    }

    Path summary() {
        return folder.resolve("summary" + SUFFIX);
    }

    Path file(ObjectKey key) {
        String namespace = key.namespace().isEmpty() ? CLUSTER : part(key.namespace(), "");
        return folder.resolve(namespace).resolve(part(key.kind(), "")).resolve(part(key.name(), SUFFIX));
    }

    /** No file's name has more than 255 bytes (NAME_MAX), while names of objects have up to 253. */
    private static String part(String name, String suffix) {
        if (!PLAIN.matcher(name).matches()) {
            return "_" + Hash.of(name) + suffix;
        }
        boolean fits = name.length() + suffix.length() <= LONGEST_FILE_NAME;
        return (fits ? name : name.substring(0, KEPT_OF_NAME) + "_" + Hash.of(name)) + suffix;
    }

    /** All files that look like ours: three levels down, a YAML file. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> folder.relativize(file).getNameCount() == DEPTH)
                    .filter(file ->
                            file.toString().endsWith(SUFFIX) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    static Path parent(Path file) throws IOException {
        return Optional.ofNullable(file.getParent()).orElseThrow(() -> new IOException(file + " is no file"));
    }
}
