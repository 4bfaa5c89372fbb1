package io.podseg.host.podman;

import io.podseg.host.podman.api.Libpod;
import io.podseg.host.podman.uds.SocketUri;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.jspecify.annotations.Nullable;

/** Clients for one API service; none talks to it, or is even made, before it is needed. */
final class Connection {
    private static final int CONNECT_SECONDS = 10;
    private static final int QUICK_SECONDS = 60;
    private static final int SLOW_SECONDS = 900;

    private final Path socket;
    private final Calls calls;
    private @Nullable Libpod quick;
    private @Nullable Libpod slow;

    Connection(Path socket) {
        this.socket = socket;
        this.calls = new Calls(socket);
    }

    /** Error handling for both clients. */
    Calls calls() {
        return calls;
    }

    /** For what Podman answers from its database: 60 s. */
    synchronized Libpod quick() {
        if (quick == null) {
            quick = client(QUICK_SECONDS);
        }
        return quick;
    }

    /** For what starts, stops or downloads: 15 min. */
    synchronized Libpod slow() {
        if (slow == null) {
            slow = client(SLOW_SECONDS);
        }
        return slow;
    }

    private Libpod client(int seconds) {
        return RestClientBuilder.newBuilder()
                .baseUri(SocketUri.of(socket))
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(seconds, TimeUnit.SECONDS)
                .build(Libpod.class);
    }
}
