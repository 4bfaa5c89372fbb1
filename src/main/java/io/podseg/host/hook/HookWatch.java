package io.podseg.host.hook;

import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells when the hook is no longer what it was. It looks again and again: what it looks at are a few small files in folders of
 * which some may be missing, and settings of Podman's that may come up in any of several places.
 */
public final class HookWatch implements Watch {
    private final HookPort hook;
    private final Duration interval;

    /**
     * @param interval time between two looks
     */
    public HookWatch(HookPort hook, Duration interval) {
        this.hook = hook;
        this.interval = interval;
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        Optional<String> first = hook.problem();
        Thread thread = Thread.ofPlatform().name("hook-watch").daemon().start(() -> watch(first, wake));
        return thread::interrupt;
    }

    private void watch(Optional<String> first, Consumer<Trigger> wake) {
        Optional<String> known = first;
        try {
            while (true) {
                Thread.sleep(interval);
                Optional<String> now = hook.problem();
                if (!now.equals(known)) {
                    known = now;
                    wake.accept(Trigger.HOOK);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
