package io.podseg.audit;

import io.podseg.audit.facts.Audited;
import java.util.stream.Stream;

/** One thing that may be wrong. Most are a {@link ContainerCheck}, a {@link PodCheck} or a {@link HostCheck}. */
public interface Check {
    /** What it is; always the same. */
    About about();

    /** Everything that is wrong, in any order. */
    Stream<Finding> look(Audited audited);
}
