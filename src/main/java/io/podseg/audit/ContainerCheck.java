package io.podseg.audit;

import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.ContainerFacts.Role;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** A check of each container. */
public interface ContainerCheck extends Check {
    /** What is wrong with a container. Pointers are below the container. */
    Stream<Remark> look(PodFacts pod, ContainerFacts container);

    @Override
    default Stream<Finding> look(Audited audited) {
        return audited.pods().stream()
                .flatMap(pod -> pod.containers().stream()
                        .flatMap(container -> look(pod, container)
                                .map(remark -> container.role() == Role.INFRA ? lowered(remark, about()) : remark)
                                .map(remark -> remark.of(
                                        about(),
                                        pod.subject().container(container.name()),
                                        container.places(),
                                        pod.exemptions()))));
    }

    /** What Podman alone runs there is no way in, unless it is a way out. */
    private static Remark lowered(Remark remark, About about) {
        return remark.severity().orElse(about.severity()) == Severity.CRITICAL ? remark : remark.severe(Severity.LOW);
    }
}
