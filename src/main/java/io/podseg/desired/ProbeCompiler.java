package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.podseg.state.Probes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A container's probes with Kubernetes's defaults filled in and named ports found. */
final class ProbeCompiler {
    private static final int PERIOD = 10;
    private static final int FAILURES = 3;

    private ProbeCompiler() {}

    static Probes compile(Container container) {
        return new Probes(
                probe(container, container.getLivenessProbe()),
                probe(container, container.getReadinessProbe()),
                probe(container, container.getStartupProbe()));
    }

    private static Optional<Probes.Probe> probe(
            Container container, io.fabric8.kubernetes.api.model.@Nullable Probe probe) {
        if (probe == null) {
            return Optional.empty();
        }
        return check(container, probe)
                .map(check -> new Probes.Probe(
                        check,
                        or(probe.getInitialDelaySeconds(), 0),
                        or(probe.getTimeoutSeconds(), 1),
                        or(probe.getPeriodSeconds(), PERIOD),
                        or(probe.getSuccessThreshold(), 1),
                        or(probe.getFailureThreshold(), FAILURES)));
    }

    /** Zero stands for the default, as in Kubernetes. */
    private static int or(@Nullable Integer number, int standard) {
        return number == null || number == 0 ? standard : number;
    }

    private static Optional<Probes.Check> check(Container container, io.fabric8.kubernetes.api.model.Probe probe) {
        if (probe.getExec() != null) {
            return Optional.of(
                    new Probes.Exec(PodCompiler.orEmpty(probe.getExec().getCommand())));
        }
        if (probe.getHttpGet() != null) {
            return Optional.of(http(container, probe.getHttpGet()));
        }
        return Optional.ofNullable(probe.getTcpSocket()).map(tcp -> tcp(container, tcp));
    }

    private static Probes.Check tcp(Container container, TCPSocketAction tcp) {
        return new Probes.Tcp(host(tcp.getHost()), port(container, tcp.getPort()));
    }

    private static Probes.Check http(Container container, HTTPGetAction get) {
        String path = Objects.requireNonNullElse(get.getPath(), "");
        return new Probes.Http(
                "HTTPS".equals(get.getScheme()),
                host(get.getHost()),
                port(container, get.getPort()),
                path.startsWith("/") ? path : "/" + path,
                PodCompiler.orEmpty(get.getHttpHeaders()).stream()
                        .map(header ->
                                new Probes.Header(header.getName(), Objects.requireNonNullElse(header.getValue(), "")))
                        .toList());
    }

    private static Optional<String> host(@Nullable String host) {
        return Optional.ofNullable(host).filter(name -> !name.isEmpty());
    }

    /** The number, or that of the container's port of this name; whether there is one has been checked. */
    private static int port(Container container, IntOrString port) {
        if (port.getStrVal() == null) {
            return port.getIntVal();
        }
        return PodCompiler.orEmpty(container.getPorts()).stream()
                .filter(candidate -> port.getStrVal().equals(candidate.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(1);
    }
}
