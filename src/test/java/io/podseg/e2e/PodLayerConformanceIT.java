package io.podseg.e2e;

import io.podseg.lab.Lab;

/** Rootful, the rules inside the pods alone. */
class PodLayerConformanceIT extends PodLayerConformance {
    PodLayerConformanceIT() {
        super(Lab.startWithoutService());
    }
}
