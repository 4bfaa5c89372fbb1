package io.podseg.audit;

import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.Subject;
import java.util.Map;
import java.util.stream.Stream;

/** A check of the host. */
public interface HostCheck extends Check {
    /** What is wrong with the host. */
    Stream<Remark> look(HostAudit host);

    @Override
    default Stream<Finding> look(Audited audited) {
        return audited.host().stream()
                .flatMap(this::look)
                .map(remark -> remark.of(about(), Subject.host(), Places.NOWHERE, Map.of()));
    }
}
