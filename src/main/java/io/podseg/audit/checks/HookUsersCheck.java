package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Severity;

/** PS35: the hook cannot work in the user namespace of a pod. */
final class HookUsersCheck extends DeviationCheck {
    private static final About ABOUT = About.of(
            "PS35",
            Severity.HIGH,
            "Hook together with userns auto or nomap",
            "Use explicit mappings or keep-id for pods with rules in their own network namespace, or the host layer alone.");

    @Override
    public About about() {
        return ABOUT;
    }
}
