package io.podseg.host.cgroup;

import io.podseg.state.ControlGroupText;
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
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The files of a container's control groups (cgroups(7)). Version 1 has a folder for each controller, version 2 one for all; a host may
 * have some controllers in the one and some in the other.
 *
 * <p>With version 2 the runtime crun (1.21) puts the processes one group below the container's own, which systemd keeps. Swap and
 * rates of block devices stand right in the lower one alone; systemd's has other numbers, or none. The kernel obeys both, so the
 * smaller limit is the one that is kept.
 *
 * <p>Each limit is read when it is asked for: empty where it cannot be read, {@link #ANY} where there is none. What is no number throws
 * {@link NumberFormatException}.
 */
public final class GroupFiles {
    /** No limit. */
    public static final long ANY = -1;

    /** What crun calls the group below the container's own. */
    private static final String BELOW = "/container";

    /** What the kernel writes for no limit of memory is the largest number of pages in bytes. */
    private static final long UNLIMITED = 1L << 62;

    /** Kinds of rates: in {@link Limits#ioRates}, the file of version 1, and the word in {@code io.max} of version 2. */
    private static final List<Kind> KINDS = List.of(
            new Kind("readBps", "read_bps", "rbps"),
            new Kind("writeBps", "write_bps", "wbps"),
            new Kind("readIops", "read_iops", "riops"),
            new Kind("writeIops", "write_iops", "wiops"));

    private record Kind(String name, String old, String word) {
        String file() {
            return "blkio.throttle." + old + "_device";
        }
    }

    private final Path root;
    private final Map<String, String> folders;
    private final boolean below;

    /**
     * The files of one container.
     *
     * @param root where control groups are mounted, {@code /sys/fs/cgroup}
     * @param membership the file {@code /proc/PID/cgroup} of a process of it
     */
    public GroupFiles(Path root, String membership, String containerId) {
        this.root = root;
        this.folders = ControlGroupText.folders(membership, containerId);
        String unified = folders.get("");
        this.below = unified != null && membership.lines().anyMatch(line -> line.endsWith(unified + BELOW));
    }

    /** Bytes. */
    public Optional<Long> memory() {
        return limit("memory", "memory.limit_in_bytes", "memory.max");
    }

    /** Microseconds of processor time in each {@link Limits#CPU_PERIOD}, whatever the period is that the kernel has. */
    public Optional<Long> cpuQuota() {
        if (isOld("cpu")) {
            return text("cpu", "cpu.cfs_quota_us")
                    .flatMap(quota -> text("cpu", "cpu.cfs_period_us").map(period -> quota(quota, period)));
        }
        return smallest("cpu", "cpu.max", GroupFiles::quota);
    }

    private static long quota(String line) {
        String[] words = line.split(" ", 2);
        return quota(words[0], words.length > 1 ? words[1] : "");
    }

    private static long quota(String quota, String period) {
        long time = number(quota);
        long each = period.isEmpty() ? ANY : number(period);
        return time < 0 || each <= 0 ? ANY : time * Limits.CPU_PERIOD / each;
    }

    /**
     * Bytes of memory and swap together; version 2 counts swap alone.
     *
     * @param memory the limit of memory, as it was read
     */
    Optional<Long> swap(long memory) {
        Optional<Long> file = limit("memory", "memory.memsw.limit_in_bytes", "memory.swap.max");
        return file.map(kept -> isOld("memory") ? kept : kept < 0 || memory < 0 ? ANY : kept + memory);
    }

    Optional<Long> reservation() {
        return limit("memory", "memory.soft_limit_in_bytes", "memory.low");
    }

    /** How many processes. */
    public Optional<Long> pids() {
        return limit("pids", "pids.max", "pids.max");
    }

    private Optional<Long> limit(String controller, String old, String unified) {
        return isOld(controller)
                ? text(controller, old).map(GroupFiles::number)
                : smallest(controller, unified, GroupFiles::number);
    }

    /** A limit of version 2; empty where the container's own group does not tell it. */
    private Optional<Long> smallest(String controller, String file, ToLongFunction<String> reading) {
        return text(controller, file)
                .map(own -> Stream.concat(Stream.of(own), below(file).stream())
                        .mapToLong(reading)
                        .filter(limit -> limit >= 0)
                        .min()
                        .orElse(ANY));
    }

    Optional<Weight> shares() {
        boolean old = isOld("cpu");
        return text("cpu", old ? "cpu.shares" : "cpu.weight")
                .map(Long::valueOf)
                .map(value -> new Weight(old ? Weight.Scale.SHARES : Weight.Scale.CPU_WEIGHT, value));
    }

    /** The scheduler bfq has files of its own, which count as containers do. Systemd converts otherwise than the runtime. */
    Optional<Weight> ioWeight() {
        boolean old = isOld("blkio");
        return lowest(old ? "blkio.bfq.weight" : "io.bfq.weight")
                .or(() -> old ? text("blkio", "blkio.weight") : Optional.empty())
                .map(text -> Weight.io(standard(text)))
                .or(() -> old
                        ? Optional.empty()
                        : lowest("io.weight").map(text -> new Weight(Weight.Scale.IO_WEIGHT, standard(text))));
    }

    /** A file of block I/O where the runtime wrote it. */
    private Optional<String> lowest(String file) {
        return below(file).or(() -> text("blkio", file));
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
    Optional<SortedMap<String, Long>> ioRates(DeviceNames devices) {
        TreeMap<String, Long> rates = new TreeMap<>();
        if (!isOld("blkio")) {
            return text("blkio", "io.max").map(text -> {
                Stream.concat(text.lines(), below("io.max").stream().flatMap(String::lines))
                        .forEach(line -> rates(line, devices, rates));
                return rates;
            });
        }
        if (text("blkio", KINDS.getFirst().file()).isEmpty()) {
            return Optional.empty();
        }
        for (Kind kind : KINDS) {
            text("blkio", kind.file()).stream()
                    .flatMap(String::lines)
                    .map(line -> line.split(" "))
                    .filter(words -> words.length > 1)
                    .forEach(words -> rate(kind, words[0], words[1], devices, rates));
        }
        return Optional.of(rates);
    }

    /** A line of {@code io.max}, such as {@code 8:0 rbps=1000 wbps=max riops=max wiops=max}. */
    private static void rates(String line, DeviceNames devices, SortedMap<String, Long> rates) {
        String[] words = line.split(" ");
        for (Kind kind : KINDS) {
            Stream.of(words)
                    .filter(word -> word.startsWith(kind.word() + "="))
                    .forEach(word -> rate(kind, words[0], word.substring(word.indexOf('=') + 1), devices, rates));
        }
    }

    private static void rate(
            Kind kind, String number, String text, DeviceNames devices, SortedMap<String, Long> rates) {
        long rate = number(text);
        if (rate >= 0) {
            devices.of(number).forEach(name -> rates.merge(Limits.rate(kind.name(), name), rate, Math::min));
        }
    }

    /**
     * Sets a rate.
     *
     * @param name as in {@link Limits#ioRates}
     * @param number of the device
     */
    public void setRate(String name, String number, long rate) throws IOException {
        Path folder = folder("blkio").orElseThrow(() -> new IOException("there is no control group of block I/O"));
        boolean old = isOld("blkio");
        for (Kind kind : KINDS) {
            if (name.startsWith(kind.name() + "[")) {
                String line = number + " " + (old ? "" : kind.word() + "=") + rate;
                Files.writeString(folder.resolve(old ? kind.file() : "io.max"), line);
                Optional<Path> lower = below().map(it -> it.resolve("io.max")).filter(Files::exists);
                if (!old && lower.isPresent()) {
                    Files.writeString(lower.get(), line);
                }
            }
        }
    }

    /** Numbers of all processes of the container, those of groups that it made itself among them. */
    public List<String> processes() throws IOException {
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

    /** Whether a controller is one of version 1. */
    private boolean isOld(String controller) {
        return folders.containsKey(controller);
    }

    private Optional<Path> folder(String controller) {
        return Optional.ofNullable(folders.get(isOld(controller) ? controller : ""))
                .map(root::resolve);
    }

    /** A file of version 2 of the group below. */
    private Optional<String> below(String file) {
        return below().flatMap(folder -> text(folder.resolve(file)));
    }

    /** The group of version 2 below the container's own, where the runtime put the process there. */
    private Optional<Path> below() {
        return below ? folder("").map(folder -> folder.resolve(BELOW.substring(1))) : Optional.empty();
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

    private static long number(String text) {
        long value = text.equals("max") ? ANY : Long.parseLong(text);
        return value < 0 || value >= UNLIMITED ? ANY : value;
    }
}
