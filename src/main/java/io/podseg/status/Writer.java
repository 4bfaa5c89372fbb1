package io.podseg.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that keeps account.
 *
 * @param pid its id in its own namespace of processes
 * @param started when it was started
 * @param stopped when it ended; empty where it did not tell
 */
public record Writer(long pid, Instant started, Optional<Instant> stopped) {
    /** Two ways to ask for the time of a start may differ by a tick of the kernel's clock. */
    private static final Duration TICK = Duration.ofSeconds(2);

    /** This process. */
    public static Writer self() {
        ProcessHandle self = ProcessHandle.current();
        return new Writer(self.pid(), self.info().startInstant().orElse(Instant.EPOCH), Optional.empty());
    }

    /** The same process, which has ended. */
    Writer ended(Instant time) {
        return new Writer(pid, started, Optional.of(time));
    }

    /** Whether it is still there: a process of that id that was started at another time is another one. */
    public boolean alive() {
        return stopped.isEmpty()
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .map(process -> process.info().startInstant().orElse(Instant.EPOCH))
                        .filter(time -> Duration.between(time, started).abs().compareTo(TICK) <= 0)
                        .isPresent();
    }
}
