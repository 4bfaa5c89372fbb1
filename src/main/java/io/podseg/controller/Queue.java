package io.podseg.controller;

import io.podseg.reconcile.Trigger;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Triggers that wait for the worker. Equal ones are one: forty events a second cost no more than one. A trigger may be given a
 * rest, so that what happens again and again, or what podseg itself has just caused, does not keep the worker busy.
 */
final class Queue {
    private final EnumSet<Trigger> waiting = EnumSet.noneOf(Trigger.class);
    private final Map<Trigger, Long> due = new EnumMap<>(Trigger.class);
    private final Map<Trigger, Long> told = new EnumMap<>(Trigger.class);
    private boolean closed;

    /** Adds a trigger. */
    synchronized void add(Trigger trigger) {
        told.put(trigger, System.nanoTime());
        if (waiting.add(trigger)) {
            notifyAll();
        }
    }

    /** Nobody need look at what was told before a moment, by {@link System#nanoTime()}: it has been seen. */
    synchronized void drop(Trigger trigger, long seen) {
        if (waiting.contains(trigger) && told.getOrDefault(trigger, seen) - seen < 0) {
            waiting.remove(trigger);
        }
    }

    /** From now on for so long, a trigger alone wakes nobody; together with others it is taken all the same. */
    synchronized void rest(Trigger trigger, Duration time) {
        due.put(trigger, System.nanoTime() + time.toNanos());
    }

    /** Whoever waits, and whoever comes, gets nothing from now on; false where that is so already. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        notifyAll();
        return first;
    }

    synchronized boolean closed() {
        return closed;
    }

    /**
     * Waits for a trigger that may wake somebody, then takes all.
     *
     * @param limit how long to wait at the most
     * @return none where the time is over or the queue is closed
     */
    synchronized SortedSet<Trigger> take(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = untilDue();
        while (left > 0 && !closed) {
            long time = deadline - System.nanoTime();
            if (time <= 0) {
                return new TreeSet<>();
            }
            wait(Math.max(1, Math.min(left, time) / 1_000_000));
            left = untilDue();
        }
        SortedSet<Trigger> taken = closed ? new TreeSet<>() : new TreeSet<>(waiting);
        waiting.clear();
        return taken;
    }

    /** Nanoseconds until somebody is to be woken. */
    private long untilDue() {
        long now = System.nanoTime();
        return waiting.stream()
                .mapToLong(trigger -> due.containsKey(trigger) ? due.get(trigger) - now : 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
