package io.podseg.host.podman.uds;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on a UNIX socket that gives every request the same answer and remembers its first line. */
final class RecordingServer implements AutoCloseable {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocketChannel server;
    private final String status;
    private final String body;

    RecordingServer(Path socket, String status, String body) throws IOException {
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        this.status = status;
        this.body = body;
        Thread.ofVirtual().start(this::serve);
    }

    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                answer(client);
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(SocketChannel client) throws IOException {
        var reader =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.ISO_8859_1));
        String line = reader.readLine();
        if (line == null) {
            return;
        }
        requests.add(line);
        for (String header = line; header != null && !header.isEmpty(); header = reader.readLine()) {
            // Up to the empty line; the test's requests have no body.
        }
        OutputStream out = Channels.newOutputStream(client);
        out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
