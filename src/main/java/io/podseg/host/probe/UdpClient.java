package io.podseg.host.probe;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Prober.Attempt;
import io.podseg.reconcile.Prober.Lost;
import io.podseg.reconcile.Prober.Passed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** An attempt with UDP. An answer, and an ICMP error that says that nobody listens, both mean that the datagram arrived. */
final class UdpClient extends Client {
    private final DatagramChannel channel;
    private final InetSocketAddress destination;
    private final byte[] content;

    private UdpClient(DatagramChannel channel, InetSocketAddress destination, byte[] content) {
        this.channel = channel;
        this.destination = destination;
        this.content = content;
    }

    /** Makes its socket in the network namespace of this thread. */
    static UdpClient open(Attempt attempt, byte[] content) throws HostException {
        try {
            DatagramChannel channel = DatagramChannel.open(family(attempt.destination()));
            channel.configureBlocking(false);
            channel.bind(null);
            return new UdpClient(channel, address(attempt.destination(), attempt.port()), content);
        } catch (IOException e) {
            throw noSocket(e);
        }
    }

    @Override
    void begin(Selector selector) {
        attempt(() -> {
            channel.connect(destination);
            channel.register(selector, SelectionKey.OP_READ, this);
            channel.write(ByteBuffer.wrap(content));
        });
    }

    @Override
    void again() {
        if (answer().isEmpty()) {
            attempt(() -> channel.write(ByteBuffer.wrap(content)));
        }
    }

    @Override
    void ready() {
        attempt(() -> {
            channel.read(ByteBuffer.allocate(1));
            met(new Passed());
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    /** An error that came back by ICMP tells that the datagram arrived; any other that it could not be sent. */
    private void attempt(Step step) {
        try {
            step.run();
        } catch (PortUnreachableException e) {
            met(new Passed());
        } catch (IOException e) {
            met(new Lost());
        }
    }

    @Override
    NetworkChannel channel() {
        return channel;
    }
}
