package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Check;
import io.podseg.audit.Finding;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Audited;
import java.util.stream.Stream;

/** PS25: a policy that does nothing. */
final class IdlePolicyCheck implements Check {
    private static final About ABOUT = About.of(
                    "PS25",
                    Severity.MEDIUM,
                    "NetworkPolicy that selects nothing",
                    "Compare its namespace and podSelector with the labels of the pods that it is meant for, or remove it.")
            .known(Catalogue.KUBESCAPE, "C-0299")
            .known(Catalogue.KUBE_LINTER, "dangling-networkpolicy");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        return audited.policies().stream()
                .filter(policy -> policy.selected() == 0)
                .map(policy -> Remark.of("selects no pod", "/spec/podSelector")
                        .of(ABOUT, policy.subject(), policy.places(), policy.exemptions()));
    }
}
