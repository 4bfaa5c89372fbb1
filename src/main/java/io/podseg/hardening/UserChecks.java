package io.podseg.hardening;

import io.podseg.hardening.Parts.Part;
import io.podseg.hardening.Standard.Found;
import org.jspecify.annotations.Nullable;

/** Who runs: not root, and nobody who may become it. */
final class UserChecks {
    /** Since then root of a user namespace of its own is nobody (KEP-127). */
    private static final int OWN_USERS = 35;

    private UserChecks() {}

    static void escalation(Parts pod, StandardVersion version, Found found) {
        for (Part part : pod.containers()) {
            if (!Boolean.FALSE.equals(part.context().getAllowPrivilegeEscalation())) {
                found.at(
                        part.contextPointer() + "/allowPrivilegeEscalation",
                        part.title() + " must set securityContext.allowPrivilegeEscalation to false");
            }
        }
    }

    static void nonRoot(Parts pod, StandardVersion version, Found found) {
        if (version.since(OWN_USERS) && pod.ownUsers()) {
            return;
        }
        if (Boolean.FALSE.equals(pod.context().getRunAsNonRoot())) {
            found.at(Parts.POD_CONTEXT + "/runAsNonRoot", "pod must not set runAsNonRoot to false");
        }
        boolean stated = Boolean.TRUE.equals(pod.context().getRunAsNonRoot());
        for (Part part : pod.containers()) {
            Boolean own = part.context().getRunAsNonRoot();
            if (own == null ? !stated : !own) {
                found.at(
                        part.contextPointer() + "/runAsNonRoot",
                        part.title() + " must set securityContext.runAsNonRoot to true, or its pod must");
            }
        }
    }

    static void user(Parts pod, StandardVersion version, Found found) {
        if (version.since(OWN_USERS) && pod.ownUsers()) {
            return;
        }
        if (isRoot(pod.context().getRunAsUser())) {
            found.at(Parts.POD_CONTEXT + "/runAsUser", "pod must not set runAsUser to 0");
        }
        for (Part part : pod.containers()) {
            if (isRoot(part.context().getRunAsUser())) {
                found.at(part.contextPointer() + "/runAsUser", part.title() + " must not set runAsUser to 0");
            }
        }
    }

    private static boolean isRoot(@Nullable Long user) {
        return user != null && user == 0;
    }
}
