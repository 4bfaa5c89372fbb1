package io.podseg.host.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Block devices by the number that the kernel counts them with, such as {@code 8:0}. */
public final class BlockDevices {
    private final Path folder;
    private final Path numbers;

    /**
     * Devices.
     *
     * @param folder where they are, {@code /dev}
     * @param numbers where the kernel tells them by number, {@code /sys/dev/block}
     */
    public BlockDevices(Path folder, Path numbers) {
        this.folder = folder;
        this.numbers = numbers;
    }

    /** Their names as they are in this moment, for one look at the host. */
    public DeviceNames now() {
        return new DeviceNames(folder, this);
    }

    private static boolean leadsTo(Path link, Path device) {
        try {
            return link.toRealPath().equals(device.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Number of the device at a path. */
    public Optional<String> number(String path) {
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
    Optional<Path> device(String number) {
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
