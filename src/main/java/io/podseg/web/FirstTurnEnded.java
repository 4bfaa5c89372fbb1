package io.podseg.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the first turn has ended, whatever came of it. */
@Startup
@ApplicationScoped
class FirstTurnEnded implements HealthCheck {
    private final Board board;

    @Inject
    FirstTurnEnded(Board board) {
        this.board = board;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("first turn")
                .status(board.account().isPresent())
                .build();
    }
}
