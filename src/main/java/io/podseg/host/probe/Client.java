package io.podseg.host.probe;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Prober.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Selector;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt under way: a socket that was made in its namespace. */
abstract class Client {
    private @Nullable Answer answer;

    /** Sends the first packet. */
    abstract void begin(Selector selector);

    /** Sends it once more, where nobody else does. */
    abstract void again();

    /** Something has come in. */
    abstract void ready();

    abstract NetworkChannel channel();

    /** Keeps the first answer. */
    final void met(Answer found) {
        if (answer == null) {
            answer = found;
        }
    }

    final Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }

    /** The port that it is sent from. */
    final int port() {
        try {
            return channel().getLocalAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
        } catch (IOException closed) {
            return 0;
        }
    }

    final void close() throws IOException {
        channel().close();
    }

    static ProtocolFamily family(Ip address) {
        return address.family() == Family.V4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** The address, which is written in figures: nothing is looked up. */
    static InetSocketAddress address(Ip address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address.toString()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static HostException noSocket(IOException e) {
        return new HostException("no more sockets could be opened: " + e.getMessage(), e);
    }
}
