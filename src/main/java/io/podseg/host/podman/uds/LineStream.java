package io.podseg.host.podman.uds;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** An answer of a server on a UNIX socket that never ends: one line after the other, whatever parts they come in. */
public final class LineStream {
    private static final int OK = 200;
    private static final int LONGEST = 1 << 20;

    private LineStream() {}

    /** Is told by a thread of the client's; never blocks. */
    public interface Listener {
        /** The server takes connections. */
        void connected();

        /** One line, without its end. */
        void line(String line);
    }

    /** Where a stream comes from. */
    private static Vertx vertx(AtomicBoolean own) {
        ArcContainer container = Arc.container();
        if (container != null && container.isRunning()) {
            Vertx shared = container.instance(Vertx.class).get();
            if (shared != null) {
                return shared;
            }
        }
        own.set(true);
        return Vertx.vertx();
    }

    /**
     * Reads until the answer ends, or until interrupted.
     *
     * @param socket the server's socket
     * @param uri path and query
     */
    public static void read(Path socket, String uri, Listener listener) throws InterruptedException {
        AtomicBoolean own = new AtomicBoolean();
        Vertx vertx = vertx(own);
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        CountDownLatch ended = new CountDownLatch(1);
        try {
            client.request(new RequestOptions()
                            .setMethod(HttpMethod.GET)
                            .setServer(SocketAddress.domainSocketAddress(socket.toString()))
                            .setHost("podman")
                            .setPort(80)
                            .setURI(uri))
                    .compose(request -> {
                        listener.connected();
                        request.exceptionHandler(failure -> ended.countDown());
                        return sent(request, listener, ended);
                    })
                    .onFailure(failure -> ended.countDown());
            ended.await();
        } finally {
            client.close();
            if (own.get()) {
                vertx.close();
            }
        }
    }

    private static Future<HttpClientResponse> sent(HttpClientRequest request, Listener listener, CountDownLatch ended) {
        return request.send().onSuccess(answer -> {
            if (answer.statusCode() != OK) {
                ended.countDown();
                return;
            }
            RecordParser lines = RecordParser.newDelimited("\n", answer);
            lines.maxRecordSize(LONGEST);
            lines.exceptionHandler(failure -> ended.countDown());
            lines.endHandler(end -> ended.countDown());
            lines.handler(line -> listener.line(line.toString(StandardCharsets.UTF_8)));
        });
    }
}
