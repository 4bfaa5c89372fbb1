package io.podseg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The signals by which a service is asked to end. */
final class Signals {
    /** What a shell tells of a program that a signal has ended. */
    private static final int BY_SIGNAL = 128;

    private Signals() {}

    /** Calls somebody at the first SIGTERM or SIGINT; at the second this process ends at once. */
    static AutoCloseable onStop(Runnable stop) {
        AtomicInteger asked = new AtomicInteger();
        Map<Signal, SignalHandler> before = new LinkedHashMap<>();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, received -> {
                if (asked.incrementAndGet() == 1) {
                    stop.run();
                } else {
                    System.exit(BY_SIGNAL + received.getNumber());
                }
            }));
        }
        return () -> before.forEach(Signal::handle);
    }
}
