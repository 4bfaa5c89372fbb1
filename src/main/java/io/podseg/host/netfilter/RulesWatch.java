package io.podseg.host.netfilter;

import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.util.Optional;
import java.util.function.Consumer;

/** Wakes when somebody changes a table of nf_tables in which podseg's chains stand, as the kernel tells it. */
public final class RulesWatch implements Watch {
    /** How long it may take to end. */
    private static final int SECONDS = 30;

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        RulesListener listener = new RulesListener(
                        new RulesListener.Place(Optional.empty(), () -> true, SECONDS),
                        () -> wake.accept(Trigger.NETFILTER))
                .start();
        listener.awaitListening();
        return listener;
    }
}
