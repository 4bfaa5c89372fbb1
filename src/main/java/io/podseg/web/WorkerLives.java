package io.podseg.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live: the worker is not stuck in a turn. */
@Liveness
@ApplicationScoped
class WorkerLives implements HealthCheck {
    /** Fetching a large image over a slow line is the longest thing that a turn does. */
    static final Duration LONGEST_TURN = Duration.ofMinutes(30);

    private final Board board;

    @Inject
    WorkerLives(Board board) {
        this.board = board;
    }

    @Override
    public HealthCheckResponse call() {
        Duration busy = board.busy();
        return HealthCheckResponse.named("worker")
                .status(busy.compareTo(LONGEST_TURN) < 0)
                .withData("busySeconds", busy.toSeconds())
                .build();
    }
}
