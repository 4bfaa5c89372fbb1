package io.podseg.host.podman;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Block devices by the number that the kernel counts them with, such as {@code 8:0}. */
final class BlockDevices {
    private final Path folder;
    private final Path numbers;

    /**
     * Devices.
     *
     * @param folder where they are, {@code /dev}
     * @param numbers where the kernel tells them by number, {@code /sys/dev/block}
     */
    BlockDevices(Path folder, Path numbers) {
        this.folder = folder;
        this.numbers = numbers;
    }

    /** Paths of a device: the kernel's own name, and every link to it, such as those of {@code /dev/disk}. */
    List<String> names(String number) {
        Optional<Path> device = device(number);
        if (device.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            Stream<Path> links = files.filter(Files::isSymbolicLink).filter(link -> leadsTo(link, device.get()));
            return Stream.concat(Stream.of(device.get()), links)
                    .map(path -> "/dev/" + folder.relativize(path))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of("/dev/" + folder.relativize(device.get()));
        }
    }

    private static boolean leadsTo(Path link, Path device) {
        try {
            return link.toRealPath().equals(device.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Number of the device at a path. */
    Optional<String> number(String path) {
        try (Stream<Path> all = Files.list(numbers)) {
            Path wanted =
                    folder.resolve(Path.of("/dev").relativize(Path.of(path))).toRealPath();
            return all.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(number -> device(number)
                            .filter(device -> leadsTo(device, wanted))
                            .isPresent())
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** A slash in a name is an exclamation mark there. */
    private Optional<Path> device(String number) {
        if (!number.matches("[0-9]{1,9}:[0-9]{1,9}")) {
            return Optional.empty();
        }
        try {
            String name = String.valueOf(
                    Files.readSymbolicLink(numbers.resolve(number)).getFileName());
            return Optional.of(folder.resolve(name.replace('!', '/')));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
