package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The probes of one container. */
final class ProbeCheck {
    /** Eleven days; nobody waits longer. */
    private static final int LONGEST = 1_000_000;

    private static final List<String> SCHEMES = List.of("HTTP", "HTTPS", "");
    /** A token of RFC 9110. */
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cntrl}]*");
    private static final Pattern TARGET = Pattern.compile("[\\x21-\\x7e]*");

    private final Problems problems;
    private final Values values;
    private final Container container;

    ProbeCheck(Problems problems, Container container) {
        this.problems = problems;
        this.values = new Values(problems);
        this.container = container;
    }

    void check(String pointer) {
        check(container.getLivenessProbe(), pointer + "/livenessProbe", true);
        check(container.getReadinessProbe(), pointer + "/readinessProbe", false);
        check(container.getStartupProbe(), pointer + "/startupProbe", true);
    }

    void check(@Nullable Probe probe, String pointer, boolean once) {
        if (probe == null) {
            return;
        }
        values.range(pointer + "/initialDelaySeconds", probe.getInitialDelaySeconds(), 0, LONGEST);
        values.range(pointer + "/timeoutSeconds", probe.getTimeoutSeconds(), 0, LONGEST);
        values.range(pointer + "/periodSeconds", probe.getPeriodSeconds(), 0, LONGEST);
        values.range(pointer + "/successThreshold", probe.getSuccessThreshold(), 0, once ? 1 : LONGEST);
        values.range(pointer + "/failureThreshold", probe.getFailureThreshold(), 0, LONGEST);
        long handlers = Stream.of(probe.getExec(), probe.getHttpGet(), probe.getTcpSocket(), probe.getGrpc())
                .filter(handler -> handler != null)
                .count();
        if (handlers != 1) {
            problems.error(pointer, "a probe has exactly one of exec, httpGet and tcpSocket");
        }
        if (probe.getExec() != null) {
            command(probe.getExec().getCommand(), pointer + "/exec");
        }
        if (probe.getTcpSocket() != null) {
            host(probe.getTcpSocket().getHost(), pointer + "/tcpSocket");
            port(probe.getTcpSocket().getPort(), pointer + "/tcpSocket");
        }
        if (probe.getHttpGet() != null) {
            http(probe.getHttpGet(), pointer + "/httpGet");
        }
    }

    private void command(@Nullable List<String> command, String pointer) {
        if (command == null || command.isEmpty()) {
            problems.missing(pointer, "command");
            return;
        }
        for (int i = 0; i < command.size(); i++) {
            values.text(Pointers.child(pointer + "/command", i), command.get(i));
        }
    }

    private void http(HTTPGetAction get, String pointer) {
        host(get.getHost(), pointer);
        port(get.getPort(), pointer);
        values.oneOf(pointer + "/scheme", get.getScheme(), SCHEMES);
        matches(get.getPath(), TARGET, pointer + "/path", "a path without blanks, encoded as in an address");
        for (int i = 0; i < get.getHttpHeaders().size(); i++) {
            HTTPHeader header = get.getHttpHeaders().get(i);
            String at = Pointers.child(pointer + "/httpHeaders", i);
            if (header.getName() == null) {
                problems.missing(at, "name");
            }
            matches(header.getName(), HEADER, at + "/name", "the name of a header");
            matches(header.getValue(), PRINTABLE, at + "/value", "text without control characters");
        }
    }

    private void matches(@Nullable String value, Pattern pattern, String pointer, String expected) {
        if (value != null && !pattern.matcher(value).matches()) {
            problems.error(pointer, pointer + " is " + Quoted.of(value) + ", expected " + expected);
        }
    }

    private void host(@Nullable String host, String pointer) {
        if (host != null
                && !host.isEmpty()
                && !host.equals("localhost")
                && Ip.parse(host).isEmpty()) {
            problems.error(
                    pointer + "/host",
                    "host is " + Quoted.of(host) + ", expected an address or localhost: names are not looked up; a name"
                            + " for the server stands in httpHeaders as Host");
        }
    }

    private void port(@Nullable IntOrString port, String pointer) {
        if (port == null) {
            problems.missing(pointer, "port");
        } else if (port.getStrVal() == null) {
            values.range(pointer + "/port", port.getIntVal(), 1, PortRange.MAX);
        } else if (container.getPorts().stream()
                .noneMatch(named -> port.getStrVal().equals(named.getName()))) {
            problems.error(pointer + "/port", "the container has no port named " + Quoted.of(port.getStrVal()));
        }
    }
}
