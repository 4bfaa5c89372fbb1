package io.podseg.e2e;

import io.podseg.conformance.Nine;
import io.podseg.lab.Lab;
import java.nio.file.Path;

/** Rootless, the rules of the network namespace that holds the user's bridges. */
class RootlessConformanceIT extends Conformance {
    RootlessConformanceIT() {
        super(Lab.startRootless(), 2);
    }

    @Override
    String cases() {
        return PART;
    }

    @Override
    Path prepare(Lab lab, Path folder) {
        return Nine.WORLD.toAbsolutePath();
    }

    @Override
    boolean podLayerAlone() {
        return false;
    }
}
