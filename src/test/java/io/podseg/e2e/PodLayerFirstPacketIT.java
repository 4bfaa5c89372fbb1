package io.podseg.e2e;

import io.podseg.lab.Lab;

/** Rootful, the rules inside the pods alone. */
class PodLayerFirstPacketIT extends PodLayerFirstPackets {
    PodLayerFirstPacketIT() {
        super(Lab.startWithoutService());
    }
}
