package io.podseg.e2e;

import io.podseg.lab.Lab;

/** Rootless, the rules of the network namespace that holds the user's bridges. */
class RootlessFirstPacketIT extends FirstPackets {
    RootlessFirstPacketIT() {
        super(
                Lab.startRootless(),
                Integer.getInteger("podseg.packets.starts", 24),
                Integer.getInteger("podseg.packets.kills", 6));
    }
}
