package io.podseg.audit;

import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** A check of each pod as a whole. */
public interface PodCheck extends Check {
    /** What is wrong with a pod. Pointers are below the pod. */
    Stream<Remark> look(PodFacts pod);

    @Override
    default Stream<Finding> look(Audited audited) {
        return audited.pods().stream()
                .flatMap(pod ->
                        look(pod).map(remark -> remark.of(about(), pod.subject(), pod.places(), pod.exemptions())));
    }
}
