package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Severity;

/** PS33: pods would run without their rules. */
final class HookMissingCheck extends DeviationCheck {
    private static final About ABOUT = About.of(
            "PS33",
            Severity.HIGH,
            "Hook missing, or lost on restart",
            "Run podseg hook install, and podseg hook status to see what is wrong; start pods again that run without rules.");

    @Override
    public About about() {
        return ABOUT;
    }
}
