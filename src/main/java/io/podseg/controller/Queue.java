package io.podseg.controller;

import io.podseg.reconcile.Trigger;
import java.time.Duration;
import java.util.EnumSet;
import java.util.SortedSet;
import java.util.TreeSet;

/** Triggers that wait for the worker. Equal ones are one: forty events a second cost no more than one. */
final class Queue {
    private final EnumSet<Trigger> waiting = EnumSet.noneOf(Trigger.class);
    private boolean closed;

    /** Adds a trigger. */
    synchronized void add(Trigger trigger) {
        if (waiting.add(trigger)) {
            notifyAll();
        }
    }

    /** Whoever waits, and whoever comes, gets nothing from now on. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    /**
     * Waits for a trigger, then takes all.
     *
     * @param limit how long to wait at the most
     * @return none where the time is over or the queue is closed
     */
    synchronized SortedSet<Trigger> take(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (waiting.isEmpty() && !closed) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        SortedSet<Trigger> taken = closed ? new TreeSet<>() : new TreeSet<>(waiting);
        waiting.clear();
        return taken;
    }
}
