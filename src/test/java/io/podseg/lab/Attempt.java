package io.podseg.lab;

import java.util.Locale;

/**
 * A connection to try.
 *
 * @param address IPv4 or IPv6 address
 * @param port 1 to 65535
 * @param protocol {@code TCP} or {@code UDP}
 */
public record Attempt(String address, int port, String protocol) {
    public static Attempt tcp(String address, int port) {
        return new Attempt(address, port, "TCP");
    }

    public static Attempt udp(String address, int port) {
        return new Attempt(address, port, "UDP");
    }

    /** The line that the prober reads. */
    String line() {
        return protocol.toLowerCase(Locale.ROOT) + " " + address + " " + port;
    }

    @Override
    public String toString() {
        return address + ":" + port + "/" + protocol;
    }
}
