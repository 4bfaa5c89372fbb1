package io.podseg.host.probe;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Prober.Attempt;
import io.podseg.reconcile.Prober.Lost;
import io.podseg.reconcile.Prober.Passed;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** An attempt with TCP. Connected and refused both mean that packets went there and back. */
final class TcpClient extends Client {
    private final SocketChannel channel;
    private final InetSocketAddress destination;

    private TcpClient(SocketChannel channel, InetSocketAddress destination) {
        this.channel = channel;
        this.destination = destination;
    }

    /** Makes its socket in the network namespace of this thread. */
    static TcpClient open(Attempt attempt) throws HostException {
        try {
            SocketChannel channel = SocketChannel.open(family(attempt.destination()));
            channel.configureBlocking(false);
            // Bound before, since a socket that is still connecting does not tell its port.
            channel.bind(null);
            return new TcpClient(channel, address(attempt.destination(), attempt.port()));
        } catch (IOException e) {
            throw noSocket(e);
        }
    }

    @Override
    void begin(Selector selector) {
        try {
            if (channel.connect(destination)) {
                met(new Passed());
            } else {
                channel.register(selector, SelectionKey.OP_CONNECT, this);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** The kernel repeats it by itself, after a second for the first time. */
    @Override
    void again() {}

    @Override
    void ready() {
        try {
            if (channel.finishConnect()) {
                met(new Passed());
                channel.close();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        met(e instanceof ConnectException ? new Passed() : new Lost());
        try {
            channel.close();
        } catch (IOException closed) {
            // It is closed for good with the wave.
        }
    }

    @Override
    NetworkChannel channel() {
        return channel;
    }
}
