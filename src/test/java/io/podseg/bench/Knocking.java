package io.podseg.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Attempts to connect, a thousand or so a second, and when the first one passed or failed after a moment. */
final class Knocking implements AutoCloseable {
    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private long passed;
    private long failed;

    Knocking(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("knocking").start(this::read);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                add(words[0].equals("1"), Long.parseLong(words[1]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(boolean answered, long when) {
        lock.lock();
        try {
            if (answered) {
                passed = when;
            } else {
                failed = when;
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for an attempt that began after a moment and ended like this.
     *
     * @param after by {@link System#nanoTime()}, which on Linux is the clock that processes share
     * @return when it began
     */
    long first(boolean answered, long after) throws InterruptedException {
        lock.lock();
        try {
            while ((answered ? passed : failed) <= after) {
                more.await();
            }
            return answered ? passed : failed;
        } finally {
            lock.unlock();
        }
    }

    /** When the last attempt began that passed. */
    long lastPassed() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
