package io.podseg.host.look;

import io.podseg.audit.live.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Processes as {@code /proc} shows them (proc(5)). All of it may be gone, or somebody else's, while it is read. */
final class ProcFolder {
    private static final int HEX = 16;

    private final Path root;

    /** @param root {@code /proc} */
    ProcFolder(Path root) {
        this.root = root;
    }

    /** Numbers of all processes, with the number of each one's parent. */
    Map<Long, Long> parents() {
        Map<Long, Long> parents = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "[0-9]*")) {
            for (Path folder : folders) {
                long number = Long.parseLong(folder.getFileName().toString());
                field(status(number), "PPid").ifPresent(parent -> parents.put(number, Long.parseLong(parent)));
            }
        } catch (IOException | NumberFormatException e) {
            return parents;
        }
        return parents;
    }

    /** A file of a process; empty where it cannot be read. */
    Optional<String> read(long process, String file) {
        try {
            // Names of programs may be anything: bytes are kept apart from each other, whatever they mean.
            return Optional.of(Files.readString(root.resolve(process + "/" + file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A link of a process, as {@code ns/net} or {@code exe}; empty where it cannot be read. */
    Optional<String> link(long process, String file) {
        return link(root.resolve(process + "/" + file));
    }

    /** A link of podseg's own process. */
    Optional<String> ownLink(String file) {
        return link(root.resolve("self/" + file));
    }

    private static Optional<String> link(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** The path of something in {@code /proc}. */
    Path path(long process, String file) {
        return root.resolve(process + "/" + file);
    }

    /** Numbers of a process's threads. */
    List<Long> threads(long process) {
        List<Long> threads = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(path(process, "task"), "[0-9]*")) {
            for (Path folder : folders) {
                threads.add(Long.parseLong(folder.getFileName().toString()));
            }
        } catch (IOException | NumberFormatException e) {
            return threads;
        }
        return threads;
    }

    /** A process with what any of its threads holds; empty where it has ended. */
    Optional<Running.Process> process(long number) {
        Map<String, String> status = status(number);
        if (!status.containsKey("CapEff") || status.getOrDefault("State", "").startsWith("Z")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Running.Process(
                    number,
                    link(number, "exe").orElse(""),
                    inside(second(status.getOrDefault("Uid", "")), read(number, "uid_map")),
                    inside(second(status.getOrDefault("Gid", "")), read(number, "gid_map")),
                    ofThreads(number, "CapEff", bits(status, "CapEff")),
                    ofThreads(number, "CapPrm", bits(status, "CapPrm")),
                    ofThreads(number, "CapBnd", bits(status, "CapBnd")),
                    status.getOrDefault("NoNewPrivs", "0").equals("1"),
                    Integer.parseInt(status.getOrDefault("Seccomp", "0"))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private long ofThreads(long process, String name, long bits) {
        return threads(process).stream()
                .mapToLong(thread -> bits(fields(process, "task/" + thread + "/status"), name))
                .reduce(bits, (a, b) -> a | b);
    }

    private static Optional<String> field(Map<String, String> status, String name) {
        return Optional.ofNullable(status.get(name));
    }

    /** The name of a process may hold line ends only in escaped form, so that no line is forged. */
    private Map<String, String> status(long process) {
        return fields(process, "status");
    }

    private Map<String, String> fields(long process, String file) {
        Map<String, String> fields = new HashMap<>();
        read(process, file)
                .ifPresent(text -> text.lines().forEach(line -> {
                    int colon = line.indexOf(':');
                    if (colon > 0) {
                        fields.putIfAbsent(
                                line.substring(0, colon),
                                line.substring(colon + 1).strip());
                    }
                }));
        return fields;
    }

    private static long bits(Map<String, String> status, String name) {
        return Long.parseUnsignedLong(status.getOrDefault(name, "0"), HEX);
    }

    /** Of real, effective, saved and file system id the effective one. */
    private static long second(String ids) {
        String[] words = ids.split("\\s+");
        return words.length > 1 ? Long.parseLong(words[1]) : -1;
    }

    /** What an id of ours is called inside: lines of {@code inside ours count}. */
    private static long inside(long ours, Optional<String> map) {
        for (String line : map.orElse("").lines().toList()) {
            String[] words = line.strip().split("\\s+");
            long first = Long.parseLong(words[1]);
            if (ours >= first && ours < first + Long.parseLong(words[2])) {
                return Long.parseLong(words[0]) + ours - first;
            }
        }
        return -1;
    }
}
