package io.podseg.state;

import io.podseg.state.Probes.Probe;
import java.util.Optional;
import java.util.stream.Collectors;

/** A probe in one line, the same for the same probe: for hashes and for showing what differs. */
final class ProbeText {
    private ProbeText() {}

    static String of(Optional<Probe> probe) {
        return probe.map(ProbeText::of).orElse("");
    }

    private static String of(Probe probe) {
        return check(probe.check()) + "; delay " + probe.initialDelay() + "s, every " + probe.period() + "s, timeout "
                + probe.timeout() + "s, successes " + probe.successes() + ", failures " + probe.failures();
    }

    private static String check(Probes.Check check) {
        return switch (check) {
            case Probes.Exec exec -> "exec " + PodFields.words(exec.command());
            case Probes.Tcp tcp -> "tcp " + tcp.host().orElse("") + ":" + tcp.port();
            case Probes.Http http ->
                "http" + (http.tls() ? "s" : "") + "://" + http.host().orElse("") + ":" + http.port() + http.path()
                        + http.headers().stream()
                                .map(header -> " " + header.name() + "=" + header.value())
                                .collect(Collectors.joining());
        };
    }
}
