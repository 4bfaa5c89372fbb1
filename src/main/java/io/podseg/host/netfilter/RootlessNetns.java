package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.reconcile.HostException;
import io.podseg.state.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network namespace in which the bridges of an ordinary user's Podman stand. It comes with the first container on a network and
 * goes with the last, again and again.
 *
 * <p>Podman keeps one for each of its storages: until version 4 below the user's runtime folder, named by a hash of where the
 * storage is; from version 5 on in the storage's own runtime folder. It is a mount in the mount namespace of that user's Podman,
 * in which podseg runs; so the kernel's list of mounts tells whether it is there, and which one it is.
 */
public final class RootlessNetns {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    /** Hex digits. */
    private static final int HASH = 20;

    /** Fields of a line of proc_pid_mountinfo(5). */
    private static final int ROOT = 3;

    private static final int PLACE = 4;

    private final Path runtime;
    private final Optional<Storage> usual;
    private final Asking asking;
    private final Path mounts;
    private Optional<Storage> told = Optional.empty();

    /**
     * Looks for nothing yet.
     *
     * @param runtime {@code $XDG_RUNTIME_DIR}
     * @param usual where the storage is if nobody chose another place; believed for as long as the only such namespace is that
     *     storage's. Empty where it must be asked for in any case
     * @param asking asks Podman where it is
     */
    public RootlessNetns(Path runtime, Optional<Storage> usual, Asking asking) {
        this(runtime, usual, asking, MOUNTS);
    }

    RootlessNetns(Path runtime, Optional<Storage> usual, Asking asking, Path mounts) {
        this.runtime = runtime;
        this.usual = usual;
        this.asking = asking;
        this.mounts = mounts;
    }

    /**
     * Where Podman keeps containers.
     *
     * @param data its {@code graphRoot}
     * @param runtime its {@code runRoot}
     */
    public record Storage(Path data, Path runtime) {}

    /** Asks Podman, which takes a fifth of a second. */
    @FunctionalInterface
    public interface Asking {
        Storage storage() throws HostException;
    }

    /**
     * A namespace that is there.
     *
     * @param file by which it is entered
     * @param id of the kernel's, such as {@code net:[4026532471]}; another one has another
     */
    public record Found(Path file, String id) {}

    /**
     * Where the storage of a user is who chose no other place; empty where that must be asked for.
     *
     * @param environment of this process
     */
    public static Optional<Storage> usual(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("HOME", "/"));
        Path settings = folder(environment, "XDG_CONFIG_HOME", home.resolve(".config"));
        if (environment.containsKey("CONTAINERS_STORAGE_CONF")
                || environment.containsKey("CONTAINER_HOST")
                || Files.exists(settings.resolve("containers/storage.conf"))) {
            return Optional.empty();
        }
        Path data = folder(environment, "XDG_DATA_HOME", home.resolve(".local/share"));
        Path runtime = folder(environment, "XDG_RUNTIME_DIR", Path.of("/"));
        return Optional.of(new Storage(data.resolve("containers/storage"), runtime.resolve("containers")));
    }

    private static Path folder(Map<String, String> environment, String name, Path without) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? without : Path.of(value);
    }

    /** Runs programs in the namespace; where there is none, every program fails. */
    public CommandRunner in(CommandRunner programs) {
        return (argv, stdin) -> {
            try {
                Optional<Found> found = find();
                return found.isEmpty()
                        ? new CommandRunner.Exited(1, "", "there is no rootless network namespace")
                        : programs.prefixed(enter(found.get())).run(argv, stdin);
            } catch (HostException e) {
                return new CommandRunner.Exited(1, "", String.valueOf(e.getMessage()));
            }
        };
    }

    static List<String> enter(Found namespace) {
        return List.of("nsenter", "--net=" + namespace.file(), "--");
    }

    /** The namespace; empty where Podman has none at this time. */
    public Optional<Found> find() throws HostException {
        List<Found> all = all();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        if (usual.isPresent() && all.stream().allMatch(found -> isOf(usual.get(), found.file()))) {
            return Optional.of(all.getLast());
        }
        Storage storage = storage();
        return all.stream().filter(found -> isOf(storage, found.file())).reduce((_, last) -> last);
    }

    /** Folder in which Podman keeps the networks of this storage. */
    Path networks() throws HostException {
        return (usual.isPresent() ? usual.get() : storage()).data().resolve("networks");
    }

    private synchronized Storage storage() throws HostException {
        if (told.isEmpty()) {
            told = Optional.of(asking.storage());
        }
        return told.get();
    }

    /** Of what was mounted twice at one place, the later one is what a program finds there. */
    private List<Found> all() throws HostException {
        List<Found> all = new ArrayList<>();
        try (var lines = Files.lines(mounts, StandardCharsets.ISO_8859_1)) {
            lines.filter(line -> line.contains(" - nsfs ") && line.contains("rootless-netns"))
                    .map(line -> line.split(" "))
                    .map(words -> new Found(Path.of(unescaped(words[PLACE])), words[ROOT]))
                    .forEach(all::add);
            return all;
        } catch (IOException e) {
            throw new HostException("The mounts of this process cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean isOf(Storage storage, Path file) {
        return file.equals(storage.runtime().resolve("networks/rootless-netns/rootless-netns"))
                || file.equals(runtime.resolve(
                        "netns/rootless-netns-" + hash(storage.data().resolve("libpod"))));
    }

    private static String hash(Path folder) {
        return Hash.whole(folder.toString().getBytes(StandardCharsets.UTF_8)).substring(0, HASH);
    }

    /** The kernel writes a space as {@code \040}. */
    private static String unescaped(String word) {
        byte[] bytes = word.replace("\\040", " ").replace("\\134", "\\").getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
