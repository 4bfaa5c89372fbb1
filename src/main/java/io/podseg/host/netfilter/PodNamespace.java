package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.reconcile.NetfilterPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The network namespace of one process. Numbers of processes come again: commands run only as long as the number still stands for
 * the process that it stood for at first.
 */
final class PodNamespace {
    private static final Path PROC = Path.of("/proc");
    private static final Path NET = PROC.resolve("net");

    /** Of the fields of {@code /proc/PID/stat} behind the program's name: when it was started (proc(5), field 22). */
    private static final int STARTED = 19;

    private final Path folder;
    private final Optional<String> identity;
    private final Optional<String> own;
    private final CommandRunner inside;
    private final NetfilterPort filter;
    private final SetsWatch sets;

    PodNamespace(long process, CommandRunner runner) {
        folder = PROC.resolve(Long.toString(process));
        identity = identity();
        own = link(PROC.resolve("self"));
        CommandRunner entered = runner.prefixed(List.of("nsenter", "--net=" + file()));
        inside = (argv, stdin) -> isThere()
                ? entered.run(argv, stdin)
                : new Exited(1, "", "process " + process + " has no network namespace of its own any more");
        filter = new NetfilterAdapter(inside, files());
        sets = new SetsWatch(runner, inside, files(), Duration.ZERO);
    }

    NetfilterPort filter() {
        return filter;
    }

    String file() {
        return folder.resolve("ns/net").toString();
    }

    /** Whether the process lives and has a network namespace other than podseg's. */
    boolean isThere() {
        return identity.isPresent()
                && identity.equals(identity())
                && own.isPresent()
                && !identity.get().startsWith(own.get() + " ");
    }

    /**
     * A hash over what nobody is told of.
     *
     * @param lists programs that list it
     */
    int picture(List<List<String>> lists) {
        return sets.picture(lists);
    }

    /** Namespace and time of its start. */
    private Optional<String> identity() {
        try {
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return link(folder).map(link -> link + " " + fields[STARTED]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> link(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/net")).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@code /proc/PID/net} is that of the process; {@code /proc/sys} is podseg's own, and a pod has no bridges. */
    private ProcFiles files() {
        ProcFiles here = ProcFiles.own();
        return new ProcFiles() {
            @Override
            public Optional<String> read(Path file) {
                return file.startsWith(NET)
                        ? here.read(folder.resolve("net").resolve(NET.relativize(file)))
                        : Optional.empty();
            }

            @Override
            public boolean write(Path file, String text) {
                return false;
            }
        };
    }
}
