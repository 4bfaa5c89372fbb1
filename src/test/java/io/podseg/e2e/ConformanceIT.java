package io.podseg.e2e;

import io.podseg.conformance.Nine;
import io.podseg.lab.Lab;
import java.nio.file.Path;

/** Rootful, the rules of the host: every case. */
class ConformanceIT extends Conformance {
    ConformanceIT() {
        super(Lab.start(), 8);
    }

    @Override
    String cases() {
        return EVERY;
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
