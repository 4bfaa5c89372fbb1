package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Check;
import io.podseg.audit.Finding;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.Told;
import io.podseg.audit.facts.Told.Demand;
import java.util.stream.Stream;

/** PS37: against a level that is demanded, and what the levels say beside the other checks. */
final class StandardCheck implements Check {
    private static final About ABOUT = About.of(
                    "PS37",
                    Severity.MEDIUM,
                    "Against a Pod Security Standard or a SecurityProfile",
                    "Change the pod as the message says, or the level that its namespace or SecurityProfile demands.")
            .in(Profile.BASELINE)
            .known(Catalogue.PSS, "baseline", "restricted");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        return audited.told().stream()
                .filter(told -> told.demand() != Demand.UNKEPT)
                .map(told -> remark(told).of(ABOUT, told.subject(), pointer -> told.position(), told.exemptions()));
    }

    private static Remark remark(Told told) {
        Remark remark = Remark.of(told.message(), told.pointer());
        return switch (told.demand()) {
            case BASELINE, UNKEPT -> remark;
            case RESTRICTED -> remark.in(Profile.RESTRICTED);
            case AUDITED, WARNED -> remark.in();
            case ENFORCED -> remark.severe(Severity.HIGH).in();
        };
    }
}
