package io.podseg.audit.checks;

import io.podseg.audit.Check;
import io.podseg.audit.Finding;
import io.podseg.audit.Remark;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.Subject;
import java.util.Map;
import java.util.stream.Stream;

/** Tells what was found out where what is in force was compared with what was declared. Such checks have no profile and no reference. */
abstract class DeviationCheck implements Check {
    @Override
    public Stream<Finding> look(Audited audited) {
        return audited.host().stream()
                .map(HostAudit::deviations)
                .flatMap(deviations -> deviations.stream())
                .filter(deviation -> deviation.check().equals(about().id()))
                .map(deviation -> Remark.of(deviation.message(), "")
                        .of(about(), deviation.subject(), Places.NOWHERE, exemptions(audited, deviation.subject())));
    }

    private static Map<String, String> exemptions(Audited audited, Subject subject) {
        return audited.pods().stream()
                .filter(pod -> pod.subject().key().equals(subject.key()))
                .findFirst()
                .map(PodFacts::exemptions)
                .<Map<String, String>>map(found -> found)
                .orElse(Map.of());
    }
}
