package io.podseg.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Two network namespaces on a bridge whose packets pass iptables: {@code client} connects, {@code server} accepts. Stands in the
 * namespaces that this process runs in, which {@code deploy/bench-firewall} has made for it.
 */
final class TestBed implements AutoCloseable {
    static final int PORT = 8080;

    /** The kernel frees thousands of chains and sets after the command that removed them has ended. */
    private static final int SETTLE_MILLIS = 1000;

    private static final Path SCRIPTS = Path.of("src/test/resources/bench");

    private final String server;
    private final Process listener;

    private TestBed(String server, Process listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Sets the two up with these addresses of one network. */
    static TestBed open(String bridge, String client, String server, int prefix)
            throws IOException, InterruptedException {
        run(List.of("ip", "link", "add", bridge, "type", "bridge"));
        run(List.of("ip", "link", "set", bridge, "up"));
        run(List.of("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=1"));
        host("client", bridge, client + "/" + prefix);
        host("server", bridge, server + "/" + prefix);
        run(List.of("ip", "netns", "exec", "client", "sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65000"));
        Process listener = new ProcessBuilder(inside("server", "accept", server, Integer.toString(PORT)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"ready".equals(listener.inputReader(StandardCharsets.UTF_8).readLine())) {
            throw new IOException("nothing listens");
        }
        return new TestBed(server, listener);
    }

    private static void host(String name, String bridge, String address) throws IOException, InterruptedException {
        run(List.of("ip", "netns", "add", name));
        run(List.of("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name));
        run(List.of("ip", "link", "set", name, "master", bridge, "up"));
        run(List.of("ip", "-n", name, "address", "add", address, "dev", "eth0"));
        run(List.of("ip", "-n", name, "link", "set", "eth0", "up"));
    }

    private static List<String> inside(String namespace, String script, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                "perl",
                SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** New connections a second over so many of them, once the kernel has cleared away what was before. */
    double rate(int connections) throws IOException, InterruptedException {
        run(List.of("conntrack", "-F"));
        Thread.sleep(SETTLE_MILLIS);
        connect(connections / 4);
        return connect(connections);
    }

    private double connect(int connections) throws IOException, InterruptedException {
        return Double.parseDouble(
                run(inside("client", "connect", server, Integer.toString(PORT), Integer.toString(connections)))
                        .strip());
    }

    /** Runs a program to its end and gives what it printed. */
    static String run(List<String> command, String... input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String line : input) {
                out.write(line);
                out.write('\n');
            }
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
        return output;
    }

    @Override
    public void close() {
        listener.destroyForcibly();
    }
}
