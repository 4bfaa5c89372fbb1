package io.podseg.host.systemd;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Trigger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/**
 * Tells systemd that podseg is ready (once its first turn has ended, however it ended), what it does, and that it lives. It lives
 * as long as its worker gives signs of life; where these stop, so do the messages, and systemd starts podseg anew.
 */
public final class SystemdSink implements CycleSink {
    /** Fetching a large image over a slow line is the longest thing that a turn does. */
    static final Duration LONGEST_TURN = Duration.ofMinutes(30);

    /** A worker that waits says so every second; a machine may be very busy. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    /** How much longer systemd is asked to wait for the first turn, each time. */
    private static final Duration MORE = Duration.ofMinutes(1);

    private static final int MAX_STATUS = 400;

    private final NotifySocket socket;
    private final LongSupplier nanos;

    private boolean ready;
    private boolean working;
    private long sign;

    SystemdSink(NotifySocket socket, LongSupplier nanos) {
        this.socket = socket;
        this.nanos = nanos;
        this.sign = nanos.getAsLong();
    }

    /**
     * The sink for this process; empty where no service manager waits for messages at a UNIX socket.
     *
     * @param environment of the process
     */
    public static Optional<SystemdSink> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .filter(NotifySocket::isName)
                .map(name -> {
                    SystemdSink sink = new SystemdSink(new NotifySocket(name), System::nanoTime);
                    period(environment, ProcessHandle.current().pid()).ifPresent(sink::beat);
                    return sink;
                });
    }

    /** How often a sign of life is due: a third of what the unit allows; empty where it asks for none of this process. */
    static Optional<Duration> period(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String process = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        return micros.matches("[1-9]\\d{0,15}") && process.equals(Long.toString(pid))
                ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000 / 3))
                : Optional.empty();
    }

    private void beat(Duration period) {
        Thread.ofPlatform().name("systemd-watchdog").daemon().start(() -> {
            while (true) {
                try {
                    Thread.sleep(period);
                    beat();
                } catch (InterruptedException e) {
                    return;
                } catch (HostException e) {
                    // The next message may get through; where none does, systemd starts podseg anew.
                    continue;
                }
            }
        });
    }

    /** One sign of life, if there is life. */
    void beat() throws HostException {
        boolean waiting;
        synchronized (this) {
            Duration silent = Duration.ofNanos(nanos.getAsLong() - sign);
            if (silent.compareTo(working ? LONGEST_TURN : LONGEST_SILENCE) > 0) {
                return;
            }
            waiting = !ready;
        }
        socket.send("WATCHDOG=1\n" + (waiting ? "EXTEND_TIMEOUT_USEC=" + MORE.toNanos() / 1000 + "\n" : ""));
    }

    @Override
    public void began(long number, SortedSet<Trigger> triggers) {
        sign(true);
    }

    @Override
    public void alive() {
        sign(false);
    }

    private synchronized void sign(boolean isWorking) {
        working = isWorking;
        sign = nanos.getAsLong();
    }

    @Override
    public void ended(Cycle cycle) throws HostException {
        sign(false);
        boolean first;
        synchronized (this) {
            first = !ready;
            ready = true;
        }
        socket.send((first ? "READY=1\n" : "") + "STATUS=" + status(cycle) + "\n");
    }

    @Override
    public void stopping() {
        try {
            socket.send("STOPPING=1\nSTATUS=ending after the change in hand\n");
        } catch (HostException e) {
            // It is seen when the process ends.
            sign(true);
        }
    }

    /** One line: a name or a sentence with a line break in it must not become a message of its own. */
    private static String status(Cycle cycle) {
        String text = "turn " + cycle.occasion().number() + " "
                + cycle.result().word()
                + (cycle.source().revision().isEmpty()
                        ? ""
                        : ", revision " + cycle.source().revision())
                + cycle.problem().map(problem -> ": " + problem).orElse("");
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.substring(0, Math.min(line.length(), MAX_STATUS));
    }
}
