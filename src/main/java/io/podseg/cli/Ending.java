package io.podseg.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Logger;

/**
 * Whether a signal is ending this process. Its services end at the same time then, so that what fails from there on says
 * nothing about the host; what an apply began, the next one finishes.
 */
final class Ending implements AutoCloseable {
    /** What a user is told instead of what fails. */
    private static final String SENTENCE = "podseg: stopped by a signal; run podseg plan to see what is left to do.";

    private final Thread hook;
    private final Map<Handler, Optional<Filter>> filters = new HashMap<>();

    private Ending(Thread hook) {
        this.hook = hook;
    }

    /**
     * Until it is closed, a signal that ends this process is told to the user. A call of Podman's API that is not answered yet
     * never returns then, so whoever made it cannot tell. Nothing is logged from the signal on: libraries complain of each other's end.
     */
    static Ending told(Consumer<String> say) {
        Ending ending = new Ending(new Thread(() -> say.accept(SENTENCE), "ending"));
        Runtime.getRuntime().addShutdownHook(ending.hook);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            Optional<Filter> before = Optional.ofNullable(handler.getFilter());
            ending.filters.put(handler, before);
            handler.setFilter(entry ->
                    !now() && before.map(filter -> filter.isLoggable(entry)).orElse(true));
        }
        return ending;
    }

    /** The Java runtime takes no more shutdown hooks once it is ending, and has no other way to ask. */
    static boolean now() {
        Thread hook = new Thread(() -> {}, "never-started");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            filters.forEach((handler, before) -> handler.setFilter(before.orElse(null)));
        } catch (IllegalStateException e) {
            // It is being told.
        }
    }
}
