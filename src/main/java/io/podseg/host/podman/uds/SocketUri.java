package io.podseg.host.podman.uds;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The path of a UNIX socket as a URI's host name. The path travels in the name itself, so that clients for different sockets
 * can be built at run time without any state shared between them.
 */
public final class SocketUri {
    private static final String PREFIX = "x";
    private static final String SUFFIX = ".uds";

    private SocketUri() {}

    /** The base URI for a REST client that shall talk to the socket. */
    public static URI of(Path socket) {
        byte[] path = socket.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        return URI.create("http://" + PREFIX + HexFormat.of().formatHex(path) + SUFFIX);
    }

    /** The socket's path where the host name carries one. */
    static Optional<String> socketPath(String host) {
        if (!host.startsWith(PREFIX) || !host.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String hex = host.substring(PREFIX.length(), host.length() - SUFFIX.length());
        return Optional.of(new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8));
    }
}
