package io.podseg.manifest.shape;

import static io.podseg.manifest.shape.FieldRule.refused;
import static io.podseg.manifest.shape.FieldRule.supported;

import java.util.List;
import java.util.stream.Stream;

/** What podseg does with the probes of a container. */
final class ProbeFields {
    static final List<FieldRule> RULES = Stream.of(
                    rules("livenessProbe", "Podman's health check; where it fails, the container is started again"),
                    rules(
                            "readinessProbe",
                            "apply waits for it; Podman's health check where there is no livenessProbe"),
                    rules("startupProbe", "apply waits for it; Podman's start-up health check, from 4.4 on"))
            .flatMap(List::stream)
            .toList();

    private ProbeFields() {}

    private static List<FieldRule> rules(String probe, String reason) {
        String at = "/spec/containers/*/" + probe;
        return List.of(
                supported(at, reason),
                supported(at + "/exec/**", "a program in the container"),
                supported(at + "/httpGet/**", "a request; named ports are those of the container"),
                supported(at + "/tcpSocket/**", "a connection; named ports are those of the container"),
                supported(at + "/initialDelaySeconds", "0 where absent"),
                supported(at + "/timeoutSeconds", "1 where absent"),
                supported(at + "/periodSeconds", "10 where absent"),
                supported(at + "/successThreshold", "1 where absent"),
                supported(at + "/failureThreshold", "3 where absent"),
                refused(at + "/grpc", "neither Podman nor podseg speaks gRPC; use exec, httpGet or tcpSocket"),
                refused(
                        at + "/terminationGracePeriodSeconds",
                        "Podman has one stop timeout for all ends of a container"));
    }
}
