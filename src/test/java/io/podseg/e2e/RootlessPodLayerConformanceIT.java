package io.podseg.e2e;

import io.podseg.lab.Lab;

/** Rootless on a bridge, the rules inside the pods alone. */
class RootlessPodLayerConformanceIT extends PodLayerConformance {
    RootlessPodLayerConformanceIT() {
        super(Lab.startRootlessWithoutService());
    }
}
