package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Severity;

/** PS32: the rules in the kernel are not those that were applied. */
final class RulesDriftCheck extends DeviationCheck {
    private static final About ABOUT = About.of(
            "PS32",
            Severity.HIGH,
            "Live rules differ from the plan",
            "Run podseg plan to see what differs and podseg apply to put it right; podseg run does so by itself.");

    @Override
    public About about() {
        return ABOUT;
    }
}
