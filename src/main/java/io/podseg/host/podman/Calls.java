package io.podseg.host.podman;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.podseg.host.podman.api.Answers.Failure;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Pace;
import io.vertx.core.VertxException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The one place where calls of the API are made and where what can go wrong with them becomes a sentence. */
final class Calls {
    private static final int NOT_FOUND = 404;
    /**
     * What Podman answers about a container whose program ends while Podman reads its files below /proc, and, with another status
     * than 404, about something that it had found and that was gone when it came to read it.
     */
    private static final List<String> GOING = List.of(
            "no such process",
            "no such container",
            "no such pod",
            "no such volume",
            "no such network",
            "has already been removed");

    private static final int MORE = 50;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Path socket;

    Calls(Path socket) {
        this.socket = socket;
    }

    /**
     * Makes a call.
     *
     * @param doing what it does, to stand behind "Podman could not"
     */
    <T> T call(String doing, Supplier<T> call) throws HostException {
        try {
            T answer = call.get();
            if (answer instanceof Response response && response.getStatus() >= 400) {
                throw new WebApplicationException(response);
            }
            return answer;
        } catch (WebApplicationException e) {
            throw new HostException("Podman could not " + doing + ": " + message(e.getResponse()) + ".", e);
        } catch (ProcessingException | VertxException e) {
            // What is lost in the middle of an answer comes as Vert.x has it.
            throw new HostException(unanswered(doing, e), e);
        }
    }

    /**
     * Makes a call that only reads. Podman fails at it where a container's program ends meanwhile, until it has taken note of that end,
     * or where something is removed while it is listed, and is asked again, five seconds long.
     */
    <T> T read(String doing, Supplier<T> call) throws HostException {
        for (int more = MORE; ; more--) {
            try {
                return call(doing, call);
            } catch (HostException e) {
                if (more == 0 || !isGoing(e)) {
                    throw e;
                }
                Pace.REAL.sleep(PAUSE);
            }
        }
    }

    private static boolean isGoing(HostException e) {
        return status(e) != NOT_FOUND && GOING.stream().anyMatch(String.valueOf(e.getMessage())::contains);
    }

    /** Makes a call and drops its answer. */
    void run(String doing, Supplier<Response> call) throws HostException {
        call(doing, call).close();
    }

    /** Reads what may not be there. */
    <T> Optional<T> find(String doing, Supplier<T> call) throws HostException {
        try {
            return Optional.of(read(doing, call));
        } catch (HostException e) {
            if (status(e) == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The HTTP status behind a failed call, 0 where there was no answer. */
    static int status(HostException e) {
        return e.getCause() instanceof WebApplicationException answered
                ? answered.getResponse().getStatus()
                : 0;
    }

    private static String message(Response response) {
        String body = body(response);
        try {
            Failure failure = Json.MAPPER.readValue(body, Failure.class);
            if (!failure.errors().isEmpty()) {
                return Sentence.clean(String.join("; ", failure.errors()));
            }
            if (!failure.message().isEmpty()) {
                return Sentence.clean(failure.message());
            }
        } catch (JsonProcessingException | RuntimeException e) {
            // Not libpod's form: the body itself is the best there is.
        }
        return body.isBlank() ? "HTTP status " + response.getStatus() : Sentence.clean(body);
    }

    private static String body(Response response) {
        try {
            return response.hasEntity() ? response.readEntity(String.class) : "";
        } catch (ProcessingException | IllegalStateException e) {
            return "";
        }
    }

    private String unanswered(String doing, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return "Podman did not " + doing + " in time; its service at " + socket + " may hang.";
            }
            if (cause instanceof ConnectException || cause instanceof SocketException) {
                return "Podman's API service at " + socket + " cannot be reached: " + Sentence.clean(cause.getMessage())
                        + ".";
            }
            if ((cause instanceof IOException || cause instanceof VertxException)
                    && String.valueOf(cause.getMessage()).contains("onnection was closed")) {
                return "Podman could not " + doing + ": its API service at " + socket
                        + " went away before it answered.";
            }
        }
        return "Podman could not " + doing + ": its API service at " + socket + " gave no usable answer ("
                + Sentence.clean(e.getMessage()) + ").";
    }
}
