package io.podseg.host.podman;

import io.podseg.host.podman.api.Libpod;
import io.podseg.host.podman.uds.SocketUri;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/**
 * Clients for one API service.
 *
 * @param quick for what Podman answers from its database: 60 s
 * @param slow for what starts, stops or downloads: 15 min
 * @param calls error handling
 */
record Connection(Libpod quick, Libpod slow, Calls calls) {
    private static final int CONNECT_SECONDS = 10;
    private static final int QUICK_SECONDS = 60;
    private static final int SLOW_SECONDS = 900;

    /** Does not talk to the service yet. */
    static Connection to(Path socket) {
        return new Connection(client(socket, QUICK_SECONDS), client(socket, SLOW_SECONDS), new Calls(socket));
    }

    private static Libpod client(Path socket, int seconds) {
        return RestClientBuilder.newBuilder()
                .baseUri(SocketUri.of(socket))
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(seconds, TimeUnit.SECONDS)
                .build(Libpod.class);
    }
}
