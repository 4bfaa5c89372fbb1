package io.podseg.host.podman;

import io.podseg.reconcile.HostException;
import io.podseg.state.ImageState;
import io.podseg.trust.Demand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which images were found to have the signatures that were demanded of them: a file with a line for each, {@code SUM ID DIGEST}. The
 * sum is of the image's name, of the demand, and of the keys as they were, so that whatever of them changes makes it be asked again.
 */
final class VerifiedImages {
    private static final int MOST = 2000;

    private final Path file;

    VerifiedImages(Path file) {
        this.file = file;
    }

    /** What was remembered; empty where nothing was. */
    synchronized Optional<ImageState> get(String image, Demand demand) throws HostException {
        return Optional.ofNullable(read().get(sum(image, demand)));
    }

    /** Remembers; the oldest are forgotten when they are many. */
    synchronized void put(String image, Demand demand, ImageState found) throws HostException {
        Map<String, ImageState> all = read();
        String sum = sum(image, demand);
        if (found.equals(all.get(sum))) {
            return;
        }
        all.remove(sum);
        all.put(sum, found);
        List<String> lines = all.entrySet().stream()
                .skip(Math.max(0, all.size() - MOST))
                .map(entry -> entry.getKey() + " " + entry.getValue().id() + " "
                        + entry.getValue().digest() + "\n")
                .toList();
        try {
            Files.createDirectories(file.resolveSibling("."));
            Path draft = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(draft, String.join("", lines));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new HostException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Map<String, ImageState> read() throws HostException {
        Map<String, ImageState> all = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", 3);
                if (words.length == 3) {
                    all.put(words[0], new ImageState(words[1], words[2]));
                }
            }
        } catch (NoSuchFileException e) {
            return all;
        } catch (IOException e) {
            throw new HostException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return all;
    }

    private static String sum(String image, Demand demand) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part :
                    List.of(image, demand.policy(), demand.registries().orElse(""))) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            for (String key : demand.keyFiles()) {
                digest.update(content(Path.of(key)));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content(Path key) {
        try {
            return Files.readAllBytes(key);
        } catch (IOException e) {
            // Podman cannot read it either, and says so.
            return new byte[0];
        }
    }
}
