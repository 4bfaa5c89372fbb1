package io.podseg.host.netfilter;

import io.podseg.host.libc.NetworkNamespace;
import io.podseg.reconcile.HostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A thread in a network namespace, to which the kernel tells of every change of the rules there. It ends with the namespace's
 * owner, and holds the namespace a few seconds longer at the most.
 */
final class RulesListener implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final long STACK = 256 * 1024;

    private final Place place;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch listening = new CountDownLatch(1);

    /**
     * Where rules are.
     *
     * @param namespace file of the network namespace; podseg's own where empty
     * @param there whether it is still the one that is meant
     * @param seconds that it may take until an end of that is seen
     */
    record Place(Optional<String> namespace, BooleanSupplier there, int seconds) {}

    /** @param changed is run when somebody has changed a table in which podseg's chains stand, or may have */
    RulesListener(Place place, Runnable changed) {
        this.place = place;
        this.changed = changed;
    }

    RulesListener start() {
        Thread.ofPlatform().name("rules-watch").daemon().stackSize(STACK).start(this::run);
        return this;
    }

    /** Waits, a few seconds at the most, until it listens or is known not to be able to. */
    void awaitListening() {
        await(listening, AGAIN);
    }

    private void run() {
        boolean entered = place.namespace().isEmpty();
        boolean missed = false;
        while (isWanted()) {
            try {
                if (!entered) {
                    NetworkNamespace.enter(place.namespace().orElseThrow());
                    entered = true;
                }
                listen(missed);
            } catch (HostException e) {
                // Nothing is lost but time: the look at the sets and at everything finds what this one cannot be told.
                listening.countDown();
                missed = true;
                if (isWanted()) {
                    changed.run();
                    await(closed, AGAIN);
                }
            }
        }
        listening.countDown();
    }

    /** @param missed whether something may have happened since it last listened */
    private void listen(boolean missed) throws HostException {
        try (NetlinkSocket socket = new NetlinkSocket(place.seconds())) {
            listening.countDown();
            if (missed) {
                changed.run();
            }
            while (isWanted()) {
                Optional<ByteBuffer> told = socket.receive();
                if (told.isPresent() && NftMessages.concernPodseg(told.get()) && isWanted()) {
                    changed.run();
                }
            }
        }
    }

    private boolean isWanted() {
        return closed.getCount() > 0 && place.there().getAsBoolean();
    }

    private void await(CountDownLatch latch, Duration atMost) {
        try {
            boolean down = latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            assert down || latch.getCount() > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
