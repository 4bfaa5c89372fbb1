package io.podseg.audit.checks;

import io.podseg.audit.Check;
import io.podseg.audit.Finding;
import io.podseg.audit.Remark;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.Places;
import io.podseg.model.ObjectKey;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Tells what was found out where what is in force was compared with what was declared. Such checks have no profile and no reference. */
abstract class DeviationCheck implements Check {
    @Override
    public Stream<Finding> look(Audited audited) {
        Map<ObjectKey, Map<String, String>> exemptions = new HashMap<>();
        audited.pods().forEach(pod -> exemptions.putIfAbsent(pod.subject().key(), pod.exemptions()));
        return audited.host().stream()
                .map(HostAudit::deviations)
                .flatMap(deviations -> deviations.stream())
                .filter(deviation -> deviation.check().equals(about().id()))
                .map(deviation -> Remark.of(deviation.message(), "")
                        .of(
                                about(),
                                deviation.subject(),
                                Places.NOWHERE,
                                exemptions.getOrDefault(deviation.subject().key(), Map.of())));
    }
}
