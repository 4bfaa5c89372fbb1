package io.podseg.lab;

/** What a connection attempt met. */
public enum Answer {
    /** TCP: the handshake was completed. UDP: a datagram came back. */
    OPEN,
    /** A reset or an ICMP error came back: the attempt got through, but nothing listens there. */
    REFUSED,
    /** Nothing came back in time: what a firewall that drops looks like. Also where there is no route. */
    SILENT;

    /** Whether packets went both ways, whatever listens there. */
    public boolean passed() {
        return this != SILENT;
    }
}
