package io.podseg.host.podman;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.host.podman.uds.LineStream;
import io.podseg.reconcile.Doubling;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Wakes at Podman's events: a pod, container, network or volume comes, goes, starts or ends. Where the service ends, it is
 * connected to again as soon as there is one, and what was missed is one more reason to wake.
 */
public final class EventWatch implements Watch {
    private static final Doubling PAUSE = new Doubling(Duration.ofMillis(100), Duration.ofSeconds(5));

    /** What changes nothing that podseg looks at; its own probes run programs in containers. */
    private static final Set<String> NOTHING = Set.of(
            "attach",
            "cleanup",
            "commit",
            "copy",
            "exec",
            "exec_create",
            "exec_died",
            "exec_start",
            "export",
            "health_status",
            "init",
            "mount",
            "sync",
            "unmount");

    private final Path socket;

    /**
     * Watches nothing yet.
     *
     * @param socket of the API service
     */
    public EventWatch(Path socket) {
        this.socket = socket;
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        Thread thread = Thread.ofPlatform().name("podman-events").daemon().start(() -> watch(wake));
        return thread::interrupt;
    }

    private static String uri() {
        String filters = "{\"type\":[\"container\",\"pod\",\"network\",\"volume\"]}";
        return "/v4.0.0/libpod/events?stream=true&filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8);
    }

    private void watch(Consumer<Trigger> wake) {
        int failures = 0;
        boolean first = true;
        try {
            while (true) {
                Connected connected = new Connected(wake, first);
                LineStream.read(socket, uri(), connected);
                first = false;
                if (connected.once) {
                    // What podseg itself started may have ended with it.
                    wake.accept(Trigger.PODMAN);
                    failures = connected.lines > 0 ? 0 : failures;
                }
                failures++;
                Thread.sleep(PAUSE.after(failures));
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private static final class Connected implements LineStream.Listener {
        private final Consumer<Trigger> wake;
        private final boolean first;
        private volatile boolean once;
        private volatile int lines;

        Connected(Consumer<Trigger> wake, boolean first) {
            this.wake = wake;
            this.first = first;
        }

        /** Nothing was missed before the first turn. */
        @Override
        public void connected() {
            once = true;
            if (!first) {
                wake.accept(Trigger.PODMAN);
            }
        }

        @Override
        public void line(String line) {
            lines = 1;
            if (matters(line)) {
                wake.accept(Trigger.PODMAN);
            }
        }
    }

    /** Whether an event may change what a plan is made from; what cannot be understood may. */
    static boolean matters(String line) {
        if (line.isBlank()) {
            return false;
        }
        try {
            JsonNode event = Json.MAPPER.readTree(line);
            String action = event.path("Action").asText(event.path("status").asText(""));
            // Podman 5 adds the result behind a colon.
            return !NOTHING.contains(action.split(":", 2)[0].strip());
        } catch (JsonProcessingException e) {
            return true;
        }
    }
}
