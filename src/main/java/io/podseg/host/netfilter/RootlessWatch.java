package io.podseg.host.netfilter;

import io.podseg.host.netfilter.RootlessNetns.Found;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Wakes when the network namespace of an ordinary user's Podman comes or goes, and when somebody changes podseg's chains in it. Into
 * one that comes without rules, the kept ruleset is loaded at once, as it is after a boot: who started a container did not ask
 * podseg.
 *
 * <p>A namespace is told from the next one by its number, which the kernel gives again only when nobody is left in the old one: who
 * listens there is.
 */
public final class RootlessWatch implements Watch {
    private static final long LOOK_MILLIS = 100;
    private static final int RECEIVE_SECONDS = 1;

    private final RootlessNetns netns;
    private final RootlessNetfilter filter;
    private volatile String current = "";

    /** Watches nothing yet. */
    public RootlessWatch(RootlessNetns netns, RootlessNetfilter filter) {
        this.netns = netns;
        this.filter = filter;
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        Thread thread =
                Thread.ofPlatform().name("rootless-netns-watch").daemon().start(() -> watch(wake));
        return thread::interrupt;
    }

    private void watch(Consumer<Trigger> wake) {
        boolean first = true;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Optional<Found> found = find();
                String id = found.map(Found::id).orElse("");
                if (!id.equals(current) || first) {
                    current = id;
                    found.ifPresent(namespace -> arrived(namespace, wake));
                    if (!first) {
                        wake.accept(Trigger.NETFILTER);
                    }
                }
                first = false;
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            current = "closed";
        }
    }

    private Optional<Found> find() {
        try {
            return netns.find();
        } catch (HostException e) {
            // Podman does not answer; its own watch tells when it does again.
            return Optional.empty();
        }
    }

    private void arrived(Found namespace, Consumer<Trigger> wake) {
        try {
            filter.load();
        } catch (HostException e) {
            // The controller, which is woken now, finds what is missing, and tells why it cannot be written.
            wake.accept(Trigger.NETFILTER);
        }
        String id = namespace.id();
        new RulesListener(
                        new RulesListener.Place(
                                Optional.of(namespace.file().toString()), () -> id.equals(current), RECEIVE_SECONDS),
                        () -> wake.accept(Trigger.NETFILTER))
                .start();
    }
}
