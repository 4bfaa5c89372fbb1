package io.podseg.reconcile;

import io.podseg.model.Ip;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSpec;
import io.podseg.state.Probes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tries a container's probes. */
final class Attempts {
    private final PodmanPort podman;
    private final Checker checker;
    private final ContainerSpec container;
    private final List<Ip> own;

    Attempts(PodmanPort podman, Checker checker, PodSpec pod, ContainerSpec container) {
        this.podman = podman;
        this.checker = checker;
        this.container = container;
        this.own = pod.attachments().stream()
                .flatMap(attachment -> attachment.addresses().stream())
                .toList();
    }

    /** What is wrong, as a phrase; empty where the check succeeds. That nothing could be tried is wrong, too. */
    Optional<String> attempt(Probes.Probe probe, Vitals vitals) {
        try {
            return check(probe, vitals);
        } catch (HostException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> check(Probes.Probe probe, Vitals vitals) throws HostException {
        Duration limit = Duration.ofSeconds(probe.timeout());
        return switch (probe.check()) {
            case Probes.Exec exec -> {
                PodmanPort.Execution done = podman.exec(container.podmanName(), exec.command(), limit);
                yield trouble(done, limit);
            }
            case Probes.Tcp tcp -> checker.check(vitals.process(), tcp, own, limit);
            case Probes.Http http -> checker.check(vitals.process(), http, own, limit);
        };
    }

    private static Optional<String> trouble(PodmanPort.Execution done, Duration limit) {
        if (done.exitCode().isEmpty()) {
            return Optional.of("no end within " + Durations.text(limit));
        }
        int code = done.exitCode().get();
        String output = done.output().strip();
        return code == 0
                ? Optional.empty()
                : Optional.of("exit code " + code
                        + (output.isEmpty()
                                ? ""
                                : ": " + output.lines().findFirst().orElse("")));
    }
}
