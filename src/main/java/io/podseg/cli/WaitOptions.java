package io.podseg.cli;

import io.podseg.reconcile.Pace;
import io.podseg.reconcile.Readiness;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long the pods that were started are waited for. */
final class WaitOptions {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = TimeoutConverter.class,
            description =
                    "How long to wait until the pods that were started are ready, such as 90s or 10m; 0 does not wait."
                            + " Default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofMinutes(5);

    /** Waits for pods of this host and says on standard error what it waits for. */
    Readiness readiness(Edges.Host host, Context context) {
        return new Readiness(
                host.podman(),
                host.checker(),
                Pace.REAL,
                timeout,
                (key, state) ->
                        context.say("Waiting for " + Printable.of(key.toString()) + ": " + Printable.of(state)));
    }
}
