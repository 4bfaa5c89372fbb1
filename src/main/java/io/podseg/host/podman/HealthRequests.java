package io.podseg.host.podman;

import io.podseg.host.podman.api.HealthCreate;
import io.podseg.host.podman.api.HealthCreate.Check;
import io.podseg.state.Probes;
import io.podseg.state.Probes.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Probes as Podman's health checks, of which a container has one: its liveness probe as {@code podman kube play} makes it, else
 * its readiness probe, else its start-up probe. Podman runs them inside the container, so requests need a program there.
 */
final class HealthRequests {
    private HealthRequests() {}

    static HealthCreate of(Probes probes, String restartPolicy) {
        Optional<Probe> first = probes.liveness().or(probes::readiness);
        if (first.isEmpty()) {
            return new HealthCreate(
                    probes.startup().map(startup -> check(startup, 0)), HealthCreate.NOTHING, Optional.empty());
        }
        // Podman before 4.4 has no start-up check: failures do not count for as long as the start may take.
        long start = probes.startup().map(Probe::budget).orElse(0L);
        boolean restarts = probes.liveness().isPresent() && !restartPolicy.equals("no");
        return new HealthCreate(
                first.map(probe -> check(probe, start)),
                restarts ? HealthCreate.RESTART : HealthCreate.NOTHING,
                probes.startup().map(startup -> new HealthCreate.Startup(check(startup, 0), startup.successes())));
    }

    private static Check check(Probe probe, long before) {
        return new Check(
                test(probe.check()),
                TimeUnit.SECONDS.toNanos(probe.initialDelay() + before),
                TimeUnit.SECONDS.toNanos(probe.period()),
                TimeUnit.SECONDS.toNanos(probe.timeout()),
                probe.failures());
    }

    private static List<String> test(Probes.Check check) {
        return switch (check) {
            case Probes.Exec exec -> {
                List<String> test = new ArrayList<>(List.of("CMD"));
                test.addAll(exec.command());
                yield test;
            }
            case Probes.Tcp tcp ->
                List.of("CMD-SHELL", "nc -z -v " + tcp.host().orElse("localhost") + " " + tcp.port() + " || exit 1");
            case Probes.Http http -> List.of("CMD-SHELL", http(http));
        };
    }

    /** Small images have wget for curl. */
    private static String http(Probes.Http http) {
        String host = http.host()
                .map(name -> name.contains(":") ? "[" + name + "]" : name)
                .orElse("localhost");
        String url = quoted((http.tls() ? "https" : "http") + "://" + host + ":" + http.port() + http.path());
        StringBuilder curl = new StringBuilder("curl -f");
        StringBuilder wget = new StringBuilder("wget -q -O /dev/null");
        if (http.tls()) {
            // As kubelet does; wget has no such option everywhere.
            curl.append(" -k");
        }
        for (Probes.Header header : http.headers()) {
            String line = quoted(header.name() + ": " + header.value());
            curl.append(" -H ").append(line);
            wget.append(" --header ").append(line);
        }
        return curl + " " + url + " || " + wget + " " + url + " || exit 1";
    }

    /** A word of a POSIX shell. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
