package io.podseg.host.podman;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ServiceUrl;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The socket of an API service. */
final class ApiSocket {
    /** {@code sizeof(sun_path)} less the closing zero, unix(7). */
    private static final int MAX_PATH = 107;

    private ApiSocket() {}

    /**
     * The path in a connection URL.
     *
     * @throws HostException for anything but {@code unix://} and an absolute path
     */
    static Path path(String url) throws HostException {
        try {
            return ServiceUrl.socket(url);
        } catch (IllegalArgumentException e) {
            throw new HostException("Podman cannot be asked: " + Sentence.clean(e.getMessage()) + ".", e);
        }
    }

    /**
     * Whether something accepts connections there.
     *
     * @throws HostException where that cannot be told, because there is no permission
     */
    static boolean listens(Path socket) throws HostException {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            throw new HostException(
                    "The path of the socket " + socket + " is longer than the kernel's " + MAX_PATH + " bytes.");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Permission denied")) {
                throw new HostException("No permission to use Podman's socket " + socket + "; run podseg as root.", e);
            }
            return false;
        }
    }
}
