package io.podseg.host.probe;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What datagrams of one wave carry, so that they are known again where they arrive.
 *
 * @param wave a number that nobody else sends
 */
record Token(long wave) {
    /** For a server that listens already: what a person would send by pressing enter. */
    static final byte[] HARMLESS = {'\n'};

    static Token random() {
        return new Token(new SecureRandom().nextLong());
    }

    byte[] numbered(int number) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(wave)
                .putInt(number)
                .array();
    }

    /** The number of the attempt that a datagram belongs to; empty for one of others. */
    Optional<Integer> number(byte[] datagram) {
        if (datagram.length != Long.BYTES + Integer.BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(datagram);
        long found = buffer.getLong();
        int number = buffer.getInt();
        return found == wave && number >= 0 ? Optional.of(number) : Optional.empty();
    }
}
