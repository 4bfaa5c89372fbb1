import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Podman's API as it answers on a host without containers, networks or secrets: what the start-up cache is trained against.
 * Run as a source file with the path of the socket; ends when it is killed.
 */
final class EmptyPodman {
    private EmptyPodman() {}

    public static void main(String... args) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(Path.of(args[0])));
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        }
    }

    private static void serve(SocketChannel client) {
        try (client) {
            for (String path = request(client); !path.isEmpty(); path = request(client)) {
                client.write(ByteBuffer.wrap(answer(path).getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException e) {
            // The client went away: nothing is left to answer.
            return;
        }
    }

    /** Reads one request without a body; gives its path, empty at the end of the connection. */
    private static String request(SocketChannel client) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (client.read(one.clear()) < 0) {
                return "";
            }
            head.append((char) one.get(0));
        }
        return head.toString().split(" ", 3)[1];
    }

    private static String answer(String path) {
        boolean list = path.replaceFirst("[?].*", "").endsWith("/json");
        String body = list ? "[]" : "{\"Version\":\"5.4.2\",\"Components\":[]}";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
