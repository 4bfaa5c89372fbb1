package io.podseg.e2e;

import io.podseg.lab.Lab;

/** Rootless on bridges, the rules inside the pods alone. */
class RootlessPodLayerFirstPacketIT extends PodLayerFirstPackets {
    RootlessPodLayerFirstPacketIT() {
        super(Lab.startRootlessWithoutService());
    }
}
