package io.podseg.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Kernel.run(List.of("ip", "link", "add", bridge, "type", "bridge"));
        Kernel.run(List.of("ip", "link", "set", bridge, "up"));
        Kernel.run(List.of("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=1"));
        host("client", bridge, client + "/" + prefix);
        host("server", bridge, server + "/" + prefix);
        Kernel.run(
                List.of("ip", "netns", "exec", "client", "sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65000"));
        Process listener = new ProcessBuilder(inside("server", "accept", server, Integer.toString(PORT)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"ready".equals(listener.inputReader(StandardCharsets.UTF_8).readLine())) {
            throw new IOException("nothing listens");
        }
        return new TestBed(server, listener);
    }

    private static void host(String name, String bridge, String address) throws IOException, InterruptedException {
        Kernel.run(List.of("ip", "netns", "add", name));
        Kernel.run(List.of("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name));
        Kernel.run(List.of("ip", "link", "set", name, "master", bridge, "up"));
        Kernel.run(List.of("ip", "-n", name, "address", "add", address, "dev", "eth0"));
        Kernel.run(List.of("ip", "-n", name, "link", "set", "eth0", "up"));
    }

    private static List<String> inside(String namespace, String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                "perl",
                SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Speed of new connections.
     *
     * @param aSecond how many were made a second
     * @param microseconds processor time for each, on the client's account
     */
    record Speed(double aSecond, double microseconds) {}

    /** Makes so many connections, once the kernel has cleared away what was before. */
    Speed connect(int connections) throws IOException, InterruptedException {
        Kernel.run(List.of("conntrack", "-F"));
        Thread.sleep(SETTLE_MILLIS);
        attempt(connections / 4);
        return attempt(connections);
    }

    /** Begins to try to connect, again and again. */
    Knocking knock(int pauseMicros, int waitMicros) throws IOException {
        return new Knocking(new ProcessBuilder(inside(
                        "client",
                        "knock",
                        server,
                        Integer.toString(PORT),
                        Integer.toString(pauseMicros),
                        Integer.toString(waitMicros)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private Speed attempt(int connections) throws IOException, InterruptedException {
        String[] printed = Kernel.run(
                        inside("client", "connect", server, Integer.toString(PORT), Integer.toString(connections)))
                .strip()
                .split(" ");
        return new Speed(Double.parseDouble(printed[0]), Double.parseDouble(printed[1]));
    }

    @Override
    public void close() {
        listener.destroyForcibly();
    }
}
