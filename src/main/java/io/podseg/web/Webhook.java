package io.podseg.web;

import io.podseg.model.Hidden;
import io.podseg.reconcile.HostException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code POST /webhook/git}: a Git server tells that something was pushed. What it tells is not read: it is the reason to ask the
 * server, nothing more. Where no secret is configured there is no such address.
 */
public final class Webhook {
    private static final String ADDRESS = "/webhook/git";

    /** Behind the filters of all requests, before everything else. */
    private static final int ORDER = -100;

    private static final int LARGEST = 1024 * 1024;
    private static final int SHORTEST_SECRET = 16;
    private static final long NANOS = 1_000_000_000;

    /** Deliveries at once, and then one a second. */
    private static final long BURST = 20;

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD = 400;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final Path file;
    private final Runnable hurry;
    private long free = System.nanoTime() - BURST * NANOS;

    private Webhook(Path file, Runnable hurry) {
        this.file = file;
        this.hurry = hurry;
    }

    /**
     * Begins to take deliveries.
     *
     * @param file holds the secret, 16 bytes or more; it is read for each delivery, so that it can be exchanged
     * @param hurry returns at once
     * @throws HostException where the secret cannot be used
     */
    public static void open(Router router, Path file, Runnable hurry) throws HostException {
        secret(file);
        Webhook webhook = new Webhook(file, hurry);
        router.post(ADDRESS).order(ORDER - 1).handler(webhook::bounded);
        router.post(ADDRESS)
                .order(ORDER)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST))
                .handler(webhook::take)
                .failureHandler(Webhook::failed);
    }

    /** Refuses before anything is read of it where there are too many. */
    private void bounded(RoutingContext context) {
        if (admitted(System.nanoTime())) {
            context.next();
        } else {
            context.response()
                    .putHeader("Retry-After", "1")
                    .setStatusCode(TOO_MANY)
                    .end();
        }
    }

    private synchronized boolean admitted(long now) {
        free = Math.max(free, now - BURST * NANOS);
        boolean admitted = now - free >= NANOS;
        free += admitted ? NANOS : 0;
        return admitted;
    }

    private void take(RoutingContext context) {
        HttpServerRequest request = context.request();
        byte[] body = Optional.ofNullable(context.body().buffer())
                .map(buffer -> buffer.getBytes())
                .orElse(new byte[0]);
        int status;
        try {
            boolean genuine =
                    Delivery.genuine(secret(file), name -> Optional.ofNullable(request.getHeader(name)), body);
            boolean ping = "ping".equals(request.getHeader("X-GitHub-Event"));
            status = !genuine ? FORBIDDEN : ping ? OK : ACCEPTED;
        } catch (HostException e) {
            status = UNAVAILABLE;
        }
        if (status == ACCEPTED) {
            hurry.run();
        }
        context.response().setStatusCode(status).end();
    }

    /** Too large, or cut off: nobody's log need know. */
    private static void failed(RoutingContext context) {
        context.response().setStatusCode(Math.max(BAD, context.statusCode())).end();
    }

    private static byte[] secret(Path file) throws HostException {
        try {
            byte[] secret =
                    Files.readString(file, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
            if (secret.length < SHORTEST_SECRET) {
                throw new HostException("the secret in " + Hidden.escape(file.toString()) + " is shorter than "
                        + SHORTEST_SECRET + " bytes");
            }
            return secret;
        } catch (IOException e) {
            throw new HostException(
                    "--webhook-secret-file: " + Hidden.escape(file.toString()) + " cannot be read as text", e);
        }
    }
}
