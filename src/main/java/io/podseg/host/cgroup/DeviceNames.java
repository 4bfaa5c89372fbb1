package io.podseg.host.cgroup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names of block devices as long as one look at the host lasts. The folder with its links is read once, whatever number of containers
 * have rates, and not at all where none has. Not for use by several threads at once.
 */
public final class DeviceNames {
    private final Path folder;
    private final BlockDevices devices;
    private final Map<String, List<String>> known = new HashMap<>();
    private Optional<Map<Path, List<Path>>> links = Optional.empty();

    /** @param folder where devices are, {@code /dev} */
    DeviceNames(Path folder, BlockDevices devices) {
        this.folder = folder;
        this.devices = devices;
    }

    /** Paths of a device: the kernel's own name, and every link to it, such as those of {@code /dev/disk}. */
    List<String> of(String number) {
        return known.computeIfAbsent(number, this::read);
    }

    private List<String> read(String number) {
        return devices.device(number).stream()
                .flatMap(device -> Stream.concat(Stream.of(device), linksTo(device)))
                .map(path -> "/dev/" + folder.relativize(path))
                .toList();
    }

    private Stream<Path> linksTo(Path device) {
        Map<Path, List<Path>> all = links.orElseGet(this::links);
        links = Optional.of(all);
        return real(device).stream().flatMap(target -> all.getOrDefault(target, List.of()).stream());
    }

    /** By what they lead to. What cannot be read, such as a folder of another user's, is passed over. */
    private Map<Path, List<Path>> links() {
        Map<Path, List<Path>> found = new HashMap<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isSymbolicLink()) {
                        real(file)
                                .ifPresent(target -> found.computeIfAbsent(target, key -> new ArrayList<>())
                                        .add(file));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
