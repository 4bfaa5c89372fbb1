package io.podseg.host.netfilter;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Wakes when somebody changes a table of nf_tables in which podseg's chains stand, as the kernel tells it. */
public final class RulesWatch implements Watch {
    /** How long it may take to end. */
    private static final int SECONDS = 30;

    private static final Duration AGAIN = Duration.ofSeconds(5);

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch listening = new CountDownLatch(1);
        Thread.ofPlatform().name("netfilter-watch").daemon().start(() -> watch(wake, listening, closed));
        await(listening, AGAIN);
        return closed::countDown;
    }

    private static void watch(Consumer<Trigger> wake, CountDownLatch listening, CountDownLatch closed) {
        boolean missed = false;
        while (closed.getCount() > 0) {
            try (NetlinkSocket socket = new NetlinkSocket(SECONDS)) {
                listening.countDown();
                if (missed) {
                    wake.accept(Trigger.NETFILTER);
                }
                while (closed.getCount() > 0) {
                    Optional<ByteBuffer> told = socket.receive();
                    if (told.isPresent() && NftMessages.concernPodseg(told.get())) {
                        wake.accept(Trigger.NETFILTER);
                    }
                }
            } catch (HostException e) {
                // Nothing is lost but time: the other watch and the look at everything find what this one cannot see.
                listening.countDown();
                missed = true;
                wake.accept(Trigger.NETFILTER);
                await(closed, AGAIN);
            }
        }
    }

    private static void await(CountDownLatch latch, Duration atMost) {
        try {
            boolean down = latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            assert down || latch.getCount() > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
