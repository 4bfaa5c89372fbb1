package io.podseg.state;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.Optional;

/**
 * The first packet of a connection as the filter table sees it, translated addresses in place.
 *
 * @param hook built-in chain it passes: {@code PREROUTING}, {@code FORWARD}, {@code INPUT}, {@code OUTPUT} or
 *     {@code POSTROUTING}
 * @param in interface it came by, empty in {@code OUTPUT} and {@code POSTROUTING} and for the way from outside
 * @param out interface it leaves by, empty in {@code PREROUTING} and {@code INPUT} and for the way to the outside
 * @param source address of the sender
 * @param destination address of the receiver, same family
 * @param protocol transport; empty for what has no ports, such as ICMP
 * @param port destination port
 */
public record Packet(
        String hook, String in, String out, Ip source, Ip destination, Optional<Protocol> protocol, int port) {
    /** A packet of a transport protocol. */
    public Packet(String hook, String in, String out, Ip source, Ip destination, Protocol protocol, int port) {
        this(hook, in, out, source, destination, Optional.of(protocol), port);
    }
}
