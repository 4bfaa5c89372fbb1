package io.podseg.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.reconcile.Doubling;
import io.podseg.reconcile.HostException;
import io.podseg.status.Account;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells somebody's web server when something goes wrong, once, and when it is well again. Whoever tells it never waits; what cannot be
 * delivered is tried again, at growing intervals, until it is delivered or is not true any more.
 */
public final class Notifier implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int MORE = 300;

    private final Target target;
    private final Settings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Thread thread;

    private Optional<Notice> latest = Optional.empty();
    private String delivered = "good";
    private boolean closed;

    /**
     * Who is told, and how.
     *
     * @param url may hold a token: it is never shown
     * @param slack whether the message is {@code {"text": ...}} alone
     * @param secret with which it is signed
     */
    public record Target(URI url, boolean slack, Optional<String> secret) {}

    /**
     * What all have in common.
     *
     * @param host name of this host
     * @param clock time of day
     * @param first time until the first retry; doubled for each that follows, up to 300 times as much
     * @param complain is told once why a message could not be delivered
     */
    public record Settings(String host, Clock clock, Duration first, Consumer<String> complain) {}

    /** Starts its thread. */
    public Notifier(Target target, Settings settings) {
        this.target = target;
        this.settings = settings;
        this.thread = Thread.ofPlatform().daemon().name("notifier").start(this::work);
    }

    /** Takes what the controller has to say. */
    public synchronized void told(Account account) {
        Notice.of(account).ifPresent(notice -> {
            latest = Optional.of(notice);
            notifyAll();
        });
    }

    private void work() {
        Doubling pause = new Doubling(settings.first(), settings.first().multipliedBy(300));
        int failures = 0;
        try {
            while (true) {
                Optional<Notice> next = take();
                if (next.isEmpty()) {
                    return;
                }
                Optional<String> problem = send(next.get());
                if (problem.isEmpty()) {
                    done(next.get());
                    failures = 0;
                } else {
                    failures++;
                    if (failures == 1) {
                        settings.complain().accept(problem.get());
                    }
                    rest(pause.after(failures));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty where it is closed. */
    private synchronized Optional<Notice> take() throws InterruptedException {
        while (!closed) {
            Optional<Notice> news = latest.filter(notice -> !notice.identity().equals(delivered));
            if (news.isPresent()) {
                return news;
            }
            wait();
        }
        return Optional.empty();
    }

    private synchronized void done(Notice notice) {
        delivered = notice.identity();
    }

    private synchronized void rest(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        while (!closed && System.nanoTime() < end) {
            wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
    }

    /** Why it could not be delivered. */
    private Optional<String> send(Notice notice) throws InterruptedException {
        String to = "a message to " + target.url().getHost() + " could not be delivered: ";
        try {
            String body = mapper.writeValueAsString(body(notice));
            HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                    .timeout(LIMIT)
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "podseg")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (target.secret().isPresent()) {
                request.header(
                        "X-Podseg-Signature",
                        "sha256="
                                + Hmac.of(
                                        target.secret().get().getBytes(StandardCharsets.UTF_8),
                                        body.getBytes(StandardCharsets.UTF_8)));
            }
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status >= OK && status < MORE ? Optional.empty() : Optional.of(to + "it answered " + status);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            return Optional.of(to + e.getClass().getSimpleName());
        }
    }

    private Map<String, Object> body(Notice notice) {
        return target.slack()
                ? Map.of("text", notice.text(settings.host()))
                : notice.tree(
                        settings.host(),
                        settings.clock()
                                .instant()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
    }

    /** Ends it; what was not delivered is lost. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }

    /**
     * Reads whom to tell.
     *
     * @param urls content of a file with a URL a line; blank lines and those that begin with {@code #} do not count
     * @throws HostException where one is no URL of a web server; the message does not show it
     */
    public static List<URI> urls(String urls) throws HostException {
        List<String> lines = urls.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (lines.isEmpty()) {
            throw new HostException("there is no URL in it");
        }
        List<URI> all = new java.util.ArrayList<>();
        for (int index = 0; index < lines.size(); index++) {
            try {
                URI uri = URI.create(lines.get(index));
                boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
                if (!web || uri.getHost() == null) {
                    throw new IllegalArgumentException("no web server");
                }
                all.add(uri);
            } catch (IllegalArgumentException e) {
                throw new HostException("URL " + (index + 1) + " is none of http:// or https://");
            }
        }
        return all;
    }
}
