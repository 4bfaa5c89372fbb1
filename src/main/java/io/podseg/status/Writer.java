package io.podseg.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that keeps account.
 *
 * @param pid its id in its own namespace of processes
 * @param ticks when it was started, in ticks of the kernel since boot: a time of day changes when somebody sets the clock
 * @param started the same as a time of day
 * @param stopped when it ended; empty where it did not tell
 */
public record Writer(long pid, long ticks, Instant started, Optional<Instant> stopped) {
    /** proc_pid_stat(5): {@code starttime} is the 22nd field; the second, the only one in brackets, may hold anything. */
    private static final int START = 22 - 3;

    /** This process. */
    public static Writer self() {
        ProcessHandle self = ProcessHandle.current();
        return new Writer(
                self.pid(), ticks(self.pid()), self.info().startInstant().orElse(Instant.EPOCH), Optional.empty());
    }

    /** The same process, which has ended. */
    Writer ended(Instant time) {
        return new Writer(pid, ticks, started, Optional.of(time));
    }

    /** Whether it is still there: a process of that id that was started at another time is another one. */
    public boolean alive() {
        return stopped.isEmpty() && ticks >= 0 && ticks(pid) == ticks;
    }

    /** Less than zero where there is no such process. */
    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START]);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }
}
