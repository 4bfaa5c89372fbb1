package io.podseg.reconcile;

import java.nio.file.Path;

/** Where Podman's API service listens, as {@code --connection} and {@code $CONTAINER_HOST} name it. */
public final class ServiceUrl {
    private static final String SCHEME = "unix://";

    private ServiceUrl() {}

    /**
     * The path of the socket in a URL.
     *
     * @throws IllegalArgumentException for anything but {@code unix://} and an absolute path; the message is for the user and
     *     repeats no password
     */
    public static Path socket(String url) {
        if (url.startsWith("tcp:") || url.startsWith("ssh:")) {
            throw new IllegalArgumentException("the connection \"" + withoutSecrets(url)
                    + "\" leads to another host: podseg must run on the host itself, because it also writes that host's"
                    + " firewall");
        }
        if (!url.startsWith(SCHEME + "/") || url.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the connection \"" + withoutSecrets(url) + "\" is not of the form unix:///path/to/podman.sock");
        }
        return Path.of(url.substring(SCHEME.length()));
    }

    private static String withoutSecrets(String url) {
        return url.replaceFirst("//[^/@]*@", "//");
    }
}
