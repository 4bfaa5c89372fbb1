package io.podseg.host.probe;

import io.podseg.model.Protocol;
import io.podseg.reconcile.Prober.Attempt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A socket at a free UDP port of a pod, for as long as datagrams are expected there. */
final class Receiver {
    private static final int LONGEST = 64;

    private final DatagramChannel channel;

    /** Where a datagram should arrive. */
    record Place(long process, int port) {
        static Optional<Place> of(Attempt attempt) {
            return attempt.protocol() == Protocol.UDP
                    ? attempt.listener().map(process -> new Place(process, attempt.port()))
                    : Optional.empty();
        }
    }

    private Receiver(DatagramChannel channel) {
        this.channel = channel;
    }

    /** Opens one in the network namespace of this thread; empty where the port is taken. */
    static Optional<Receiver> open(Place place) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(place.port()));
            return Optional.of(new Receiver(channel));
        } catch (IOException taken) {
            channel.close();
            return Optional.empty();
        }
    }

    void register(Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** All datagrams that have come in. */
    List<byte[]> received() {
        List<byte[]> datagrams = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
        try {
            while (channel.receive(buffer) != null) {
                byte[] datagram = new byte[buffer.flip().remaining()];
                buffer.get(datagram);
                datagrams.add(datagram);
                buffer.clear();
            }
        } catch (IOException broken) {
            // What was not received counts as not arrived.
        }
        return datagrams;
    }

    void close() throws IOException {
        channel.close();
    }
}
