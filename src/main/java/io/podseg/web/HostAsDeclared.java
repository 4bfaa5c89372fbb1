package io.podseg.web;

import io.podseg.status.Account;
import io.podseg.status.Condition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the host is as the newest manifests say, and its policies are enforced. */
@Readiness
@ApplicationScoped
class HostAsDeclared implements HealthCheck {
    private final Board board;

    @Inject
    HostAsDeclared(Board board) {
        this.board = board;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("host");
        Optional<Account> account = board.account();
        if (account.isEmpty()) {
            return answer.down()
                    .withData("message", "the first turn has not ended")
                    .build();
        }
        Account told = account.get();
        Optional<Condition> ready = told.conditions().stream()
                .filter(condition -> condition.type().equals(Condition.READY))
                .findFirst();
        ready.ifPresent(
                condition -> answer.withData("reason", condition.reason()).withData("message", condition.message()));
        told.turn().ifPresent(turn -> answer.withData("result", turn.result().word()));
        return answer.status(ready.filter(Condition::holds).isPresent())
                .withData("revision", told.host().revision())
                .build();
    }
}
