package io.podseg.lab;

import java.util.Locale;

/**
 * A connection to try.
 *
 * @param address IPv4 or IPv6 address
 * @param port 1 to 65535
 * @param protocol {@code TCP}, {@code UDP}, or {@code HAIL}: TCP that is open once a byte has come
 */
public record Attempt(String address, int port, String protocol) {
    public static Attempt tcp(String address, int port) {
        return new Attempt(address, port, "TCP");
    }

    public static Attempt udp(String address, int port) {
        return new Attempt(address, port, "UDP");
    }

    /** TCP that is open once the other end has said something: where a program in between accepts, a handshake says nothing. */
    public static Attempt hail(String address, int port) {
        return new Attempt(address, port, "HAIL");
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
