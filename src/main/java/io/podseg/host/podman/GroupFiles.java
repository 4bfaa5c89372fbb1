package io.podseg.host.podman;

import io.podseg.state.Limits;
import io.podseg.state.NumberSet;
import io.podseg.state.Weight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a container's control groups, of version 1 or 2; what version 1 has in a folder for each controller, 2 has in one.
 *
 * <p>With version 2 the runtime crun (1.21) puts the processes one group below the container's own, which systemd keeps. Swap and
 * rates of block devices stand right in the lower one alone; systemd's has other numbers, or none. The kernel obeys both, so the
 * smaller limit is the one that is kept.
 */
final class GroupFiles {
    /** What crun calls the group below the container's own. */
    private static final String BELOW = "container";

    /** What the kernel writes for no limit of memory is the largest number of pages in bytes. */
    private static final long UNLIMITED = 1L << 62;

    private static final long ANY = -1;

    /** Kinds of rates: in {@link Limits#ioRates}, the file of version 1, and the word in {@code io.max} of version 2. */
    private static final List<Kind> KINDS = List.of(
            new Kind("readBps", "read_bps", "rbps"),
            new Kind("writeBps", "write_bps", "wbps"),
            new Kind("readIops", "read_iops", "riops"),
            new Kind("writeIops", "write_iops", "wiops"));

    private record Kind(String name, String old, String word) {
        Path file(Path folder) {
            return folder.resolve("blkio.throttle." + old + "_device");
        }
    }

    private final Path root;
    private final Map<String, String> folders;
    private final boolean unified;

    /**
     * Files.
     *
     * @param root where control groups are mounted
     * @param folders by controller, and by the empty word for version 2, the group's folder below the root
     */
    GroupFiles(Path root, Map<String, String> folders) {
        this.root = root;
        this.folders = folders;
        this.unified = !(folders.containsKey("memory") && folders.containsKey("cpu"));
    }

    boolean areThere() {
        return !unified || folders.containsKey("");
    }

    Optional<Long> memory() throws IOException {
        Path folder = folder("memory").orElseThrow();
        Optional<Long> own = number(line(folder, unified ? "memory.max" : "memory.limit_in_bytes"));
        return smaller(
                own, below().flatMap(it -> text(it.resolve("memory.max"))).flatMap(GroupFiles::number));
    }

    Optional<Long> cpuQuota() throws IOException {
        Path folder = folder("cpu").orElseThrow();
        if (!unified) {
            return quota(number(line(folder, "cpu.cfs_quota_us")), number(line(folder, "cpu.cfs_period_us")));
        }
        return smaller(
                quota(line(folder, "cpu.max")),
                below().flatMap(it -> text(it.resolve("cpu.max"))).flatMap(GroupFiles::quota));
    }

    private static Optional<Long> quota(String line) {
        String[] words = line.split(" ", 2);
        return quota(number(words[0]), words.length > 1 ? number(words[1]) : Optional.empty());
    }

    /** Nothing is no limit. */
    private static Optional<Long> smaller(Optional<Long> one, Optional<Long> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Long::compare);
    }

    private static Optional<Long> quota(Optional<Long> quota, Optional<Long> period) {
        return quota.flatMap(time -> period.filter(each -> each > 0).map(each -> time * Limits.CPU_PERIOD / each));
    }

    /** Version 2 counts swap alone. */
    Optional<Long> swap() throws IOException {
        Optional<Long> file = limit("memory", "memory.memsw.limit_in_bytes", "memory.swap.max");
        Optional<Long> memory = memory();
        return file.map(kept -> !unified ? kept : kept < 0 || memory.isEmpty() ? ANY : kept + memory.get());
    }

    Optional<Long> reservation() {
        return limit("memory", "memory.soft_limit_in_bytes", "memory.low");
    }

    Optional<Long> pids() {
        return limit("pids", "pids.max", "pids.max");
    }

    /** -1 for no limit, nothing where it cannot be read. */
    private Optional<Long> limit(String controller, String old, String unifiedFile) {
        Optional<String> own = text(controller, unified ? unifiedFile : old);
        Optional<String> lower = below().flatMap(folder -> text(folder.resolve(unifiedFile)));
        return own.map(
                text -> smaller(number(text), lower.flatMap(GroupFiles::number)).orElse(ANY));
    }

    Optional<Weight> shares() {
        return text("cpu", unified ? "cpu.weight" : "cpu.shares")
                .map(Long::valueOf)
                .map(value -> new Weight(unified ? Weight.Scale.CPU_WEIGHT : Weight.Scale.SHARES, value));
    }

    /** The scheduler bfq has files of its own, which count as containers do. Systemd converts otherwise than the runtime. */
    Optional<Weight> ioWeight() {
        return lowest(unified ? "io.bfq.weight" : "blkio.bfq.weight")
                .or(() -> unified ? Optional.empty() : text("blkio", "blkio.weight"))
                .map(text -> Weight.io(standard(text)))
                .or(() -> unified
                        ? lowest("io.weight").map(text -> new Weight(Weight.Scale.IO_WEIGHT, standard(text)))
                        : Optional.empty());
    }

    /** A file of block I/O where the runtime wrote it. */
    private Optional<String> lowest(String file) {
        return below().flatMap(folder -> text(folder.resolve(file))).or(() -> text("blkio", file));
    }

    /** The first line is for devices without one of their own; it may begin with the word default. */
    private static long standard(String text) {
        return Long.parseLong(
                text.lines().findFirst().orElse("").replace("default", "").strip());
    }

    Optional<NumberSet> numbers(String file) {
        return text("cpuset", file).filter(text -> !text.isEmpty()).map(NumberSet::new);
    }

    /** By kind and each name of the device. */
    Optional<SortedMap<String, Long>> ioRates(BlockDevices devices) {
        Optional<Path> folder = folder("blkio")
                .filter(it -> Files.exists(it.resolve(unified ? "io.max" : "blkio.throttle.read_bps_device")));
        return folder.map(it -> {
            TreeMap<String, Long> rates = new TreeMap<>();
            for (Kind kind : KINDS) {
                Map<String, Long> kept = new TreeMap<>(numbered(it, kind));
                below().ifPresent(lower ->
                        numbered(lower, kind).forEach((number, rate) -> kept.merge(number, rate, Math::min)));
                kept.forEach((number, rate) ->
                        devices.names(number).forEach(name -> rates.put(Limits.rate(kind.name(), name), rate)));
            }
            return rates;
        });
    }

    /** By number of the device. */
    private Map<String, Long> numbered(Path folder, Kind kind) {
        TreeMap<String, Long> rates = new TreeMap<>();
        for (String line : text(unified ? folder.resolve("io.max") : kind.file(folder))
                .orElse("")
                .lines()
                .toList()) {
            String[] words = line.split(" ");
            Stream.of(words)
                    .skip(1)
                    .filter(word -> !unified || word.startsWith(kind.word() + "="))
                    .flatMap(word -> number(word.substring(word.indexOf('=') + 1)).stream())
                    .forEach(rate -> rates.put(words[0], rate));
        }
        return rates;
    }

    /**
     * Sets a rate.
     *
     * @param name as in {@link Limits#ioRates}
     * @param number of the device
     */
    void setRate(String name, String number, long rate) throws IOException {
        Path folder = folder("blkio").orElseThrow(() -> new IOException("there is no control group of block I/O"));
        for (Kind kind : KINDS) {
            if (name.startsWith(kind.name() + "[")) {
                String line = number + " " + (unified ? kind.word() + "=" : "") + rate;
                Files.writeString(unified ? folder.resolve("io.max") : kind.file(folder), line);
                Optional<Path> lower = below().map(it -> it.resolve("io.max")).filter(Files::exists);
                if (lower.isPresent()) {
                    Files.writeString(lower.get(), line);
                }
            }
        }
    }

    /** Numbers of all processes of the container, those of groups that it made itself among them. */
    List<String> processes() throws IOException {
        Path folder = folder("pids")
                .or(() -> folder("memory"))
                .orElseThrow(() -> new IOException("there is no control group"));
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("cgroup.procs"))
                    .flatMap(file -> text(file).orElse("").lines())
                    .distinct()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Optional<Path> folder(String controller) {
        return Optional.ofNullable(folders.get(unified ? "" : controller)).map(root::resolve);
    }

    /** The group below the container's own, where the runtime made one. */
    private Optional<Path> below() {
        return unified ? folder("").map(folder -> folder.resolve(BELOW)).filter(Files::isDirectory) : Optional.empty();
    }

    private Optional<String> text(String controller, String file) {
        return folder(controller).flatMap(folder -> text(folder.resolve(file)));
    }

    /** Nothing where there is no such file: a controller that is not delegated, an accounting that is off. */
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(String text) {
        if (text.equals("max")) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        return value < 0 || value >= UNLIMITED ? Optional.empty() : Optional.of(value);
    }

    private static String line(Path folder, String file) throws IOException {
        return Files.readString(folder.resolve(file)).strip();
    }
}
