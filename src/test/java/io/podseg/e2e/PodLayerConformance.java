package io.podseg.e2e;

import io.podseg.conformance.Worlds;
import io.podseg.lab.Lab;
import java.nio.file.Path;

/** The conformance cases where the rules inside the pods decide alone. */
abstract class PodLayerConformance extends Conformance {
    /** In a lab whose Podman has no service yet: one that was there before the hook would not know it. */
    PodLayerConformance(Lab lab) {
        super(lab, 2);
    }

    @Override
    String cases() {
        return PART;
    }

    @Override
    Path prepare(Lab lab, Path folder) {
        lab.podseg("hook", "install").ok();
        lab.startService();
        return Worlds.withPodLayer(folder.resolve("world.yaml"));
    }

    @Override
    boolean podLayerAlone() {
        return true;
    }
}
