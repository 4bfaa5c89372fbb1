package io.podseg.e2e;

import io.podseg.lab.Lab;

/** Rootful, the rules of the host. */
class FirstPacketIT extends FirstPackets {
    FirstPacketIT() {
        super(
                Lab.start(),
                Integer.getInteger("podseg.packets.starts", 300),
                Integer.getInteger("podseg.packets.kills", 100));
    }
}
