package io.podseg.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stands between podseg and its host and lets no call by unseen that changes something: before Podman's API as a proxy, before
 * the programs that change the kernel as wrappers on PATH. At any of these calls podseg can be killed, or something else happen.
 */
public final class Gate implements AutoCloseable {
    private static final String API = "/run/lab/gate-api.sock";
    private static final String PROGRAMS = "/run/lab/gate-programs.sock";

    private final Lab lab;
    private final Path root;
    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private volatile Watch watch = new Watch();

    /** When podseg is killed. */
    public enum Moment {
        /** The call is never made. */
        BEFORE,
        /** The call was carried out, and podseg never learns of it. */
        AFTER
    }

    /** A gate before a lab in which Podman's service listens. */
    public Gate(Lab lab) {
        this.lab = lab;
        this.root = Path.of("/proc/" + lab.firstProcess() + "/root");
        lab.run("mkdir", "-p", "/run/lab/gate").ok();
        for (String program : List.of("iptables-restore", "ip6tables-restore", "ipset", "conntrack", "sysctl", "ip")) {
            lab.run("ln", "-sf", Lab.program("gate/wrapper"), "/run/lab/gate/" + program)
                    .ok();
        }
        serve(API, this::api);
        serve(PROGRAMS, this::program);
    }

    /** Runs podseg to its end. */
    public Result podseg(String... arguments) {
        watch = new Watch();
        return lab.run(command(arguments).toArray(String[]::new));
    }

    /**
     * Runs podseg and kills it (SIGKILL) at its call number so-and-so; returns when what it had begun has ended.
     *
     * @param call from 1
     * @return whether it came to that call
     */
    public boolean kill(int call, Moment moment, String... arguments) {
        Watch now = Watch.killing(call, moment);
        watch = now;
        Process process = lab.spawn(command(arguments).toArray(String[]::new));
        now.victim(process);
        try {
            process.getInputStream().readAllBytes();
            process.waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        now.awaitQuiet();
        return now.struck();
    }

    /**
     * Runs podseg to its end, and lets something happen to its host on the way.
     *
     * @param call beginning of the name of the call, such as {@code POST /pods/create}, at whose first occurrence it happens
     * @param misfortune what happens
     */
    public Result disturbed(String call, Moment moment, Runnable misfortune, String... arguments) {
        Watch now = new Watch((_, name) -> name.startsWith(call), moment, misfortune);
        watch = now;
        Result result = lab.run(command(arguments).toArray(String[]::new));
        if (!now.struck()) {
            throw new AssertionError("there was no call " + call + " among " + now.calls());
        }
        return result;
    }

    /** Calls of the last run that change something, in the order in which they began. */
    public List<String> calls() {
        return watch.calls();
    }

    private static List<String> command(String... arguments) {
        return Commands.join(
                List.of(
                        "env",
                        "CONTAINER_HOST=unix://" + API,
                        "PATH=/run/lab/gate:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        Lab.launcher()),
                List.of(arguments));
    }

    private interface Service {
        void serve(SocketChannel client, InputStream in) throws IOException;
    }

    private void serve(String path, Service service) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(root + path));
            servers.add(server);
            Thread.ofVirtual().start(() -> {
                while (server.isOpen()) {
                    try {
                        SocketChannel client = server.accept();
                        Thread.ofPlatform().daemon().start(() -> serve(client, service));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(SocketChannel client, Service service) {
        try (client;
                InputStream in = new BufferedInputStream(Channels.newInputStream(client))) {
            service.serve(client, in);
        } catch (IOException gone) {
            // Whoever called was killed, or Podman is gone: nobody waits for an answer.
        }
    }

    private void api(SocketChannel client, InputStream in) throws IOException {
        Optional<HttpCall> call = HttpCall.read(in);
        if (call.isEmpty()) {
            return;
        }
        Watch now = watch;
        int number = call.get().writes() ? now.begin(call.get().name()) : 0;
        try {
            if (now.passes(number, Moment.BEFORE)) {
                byte[] answer = ask(call.get());
                if (now.passes(number, Moment.AFTER)) {
                    client.write(ByteBuffer.wrap(answer));
                }
            }
        } finally {
            now.end(number);
        }
    }

    private byte[] ask(HttpCall call) throws IOException {
        try (SocketChannel podman = SocketChannel.open(UnixDomainSocketAddress.of(root + Lab.SOCKET))) {
            podman.write(ByteBuffer.wrap(call.bytes()));
            return Channels.newInputStream(podman).readAllBytes();
        }
    }

    private void program(SocketChannel client, InputStream in) throws IOException {
        Watch now = watch;
        int number = now.begin(line(in));
        try {
            if (now.passes(number, Moment.BEFORE)) {
                client.write(ByteBuffer.wrap("go\n".getBytes(StandardCharsets.US_ASCII)));
                line(in);
                if (now.passes(number, Moment.AFTER)) {
                    client.write(ByteBuffer.wrap("go\n".getBytes(StandardCharsets.US_ASCII)));
                }
            }
        } finally {
            now.end(number);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void close() {
        for (ServerSocketChannel server : servers) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
