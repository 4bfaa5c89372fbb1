package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import io.podseg.state.BridgeSysctls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Wakes when sets or bridge sysctls are not as they were a while ago: the kernel tells nobody of these. Where iptables has its
 * older backend, its rules as well.
 */
public final class SetsWatch implements Watch {
    private static final String FOLDER = "/proc/sys/net/bridge";

    private final CommandRunner programs;
    private final CommandRunner runner;
    private final ProcFiles files;
    private final Duration interval;

    /**
     * Watches nothing yet.
     *
     * @param interval time between two looks
     */
    public SetsWatch(CommandRunner runner, Duration interval) {
        this(runner, runner, ProcFiles.own(), interval);
    }

    /**
     * Watches nothing yet.
     *
     * @param programs runs programs anywhere
     * @param netns the namespace that is watched for as long as it is there
     * @param interval time between two looks
     */
    public SetsWatch(CommandRunner programs, RootlessNetns netns, Duration interval) {
        this(programs, netns.in(programs), ProcFiles.of(netns.in(programs)), interval);
    }

    SetsWatch(CommandRunner programs, CommandRunner runner, ProcFiles files, Duration interval) {
        this.programs = programs;
        this.runner = runner;
        this.files = files;
        this.interval = interval;
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        Thread thread = Thread.ofPlatform().name("sets-watch").daemon().start(() -> watch(wake));
        return thread::interrupt;
    }

    private void watch(Consumer<Trigger> wake) {
        List<List<String>> lists = lists();
        int last = picture(lists);
        while (true) {
            try {
                Thread.sleep(interval);
            } catch (InterruptedException e) {
                return;
            }
            int now = picture(lists);
            if (now != last) {
                last = now;
                wake.accept(Trigger.NETFILTER);
            }
        }
    }

    /** The programs that say what is there. */
    List<List<String>> lists() {
        List<List<String>> lists = new ArrayList<>();
        lists.add(List.of("ipset", "save"));
        boolean older = programs.run(List.of("iptables", "-V"), "") instanceof CommandRunner.Exited exited
                && exited.stdout().contains("legacy");
        if (older) {
            for (String family : List.of("iptables-save", "ip6tables-save")) {
                lists.add(List.of(family, "-t", "mangle"));
                lists.add(List.of(family, "-t", "raw"));
            }
        }
        return lists;
    }

    /** A hash over everything but what is counted; what cannot be read is something, too. */
    int picture(List<List<String>> lists) {
        List<Object> parts = new ArrayList<>();
        BridgeSysctls.NAMES.forEach(name -> parts.add(files.read(Path.of(FOLDER, name))));
        for (List<String> program : lists) {
            parts.add(
                    runner.run(program, "") instanceof CommandRunner.Exited exited
                            ? exited.stdout()
                                    .lines()
                                    .filter(line -> !line.startsWith("#"))
                                    .map(SetsWatch::withoutCounts)
                                    .collect(Collectors.toList())
                            : "cannot be read");
        }
        return Objects.hash(parts.toArray());
    }

    /** {@code add podseg4-drops-i 10.89.0.2 packets 3 bytes 180}, {@code :PODSEG-TO - [3:180]}. */
    private static String withoutCounts(String line) {
        int packets = line.indexOf(" packets ");
        if (packets >= 0) {
            return line.substring(0, packets);
        }
        int counter = line.startsWith(":") ? line.indexOf(" [") : -1;
        return counter >= 0 ? line.substring(0, counter) : line;
    }
}
