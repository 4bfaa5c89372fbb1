package io.podseg.hardening;

import io.podseg.hardening.Parts.Part;
import io.podseg.hardening.Standard.Found;
import io.podseg.model.Capability;
import java.util.List;
import java.util.Set;

/** Capabilities: which may be added, and that all others are dropped. */
final class CapabilityChecks {
    private static final Set<String> RESTRICTED = Set.of("NET_BIND_SERVICE");

    private CapabilityChecks() {}

    static void baseline(Parts pod, StandardVersion version, Found found) {
        pod.containers().forEach(part -> added(part, Capability.BASELINE, found));
    }

    static void restricted(Parts pod, StandardVersion version, Found found) {
        for (Part part : pod.containers()) {
            if (!part.dropped().contains("ALL")) {
                found.at(
                        part.contextPointer() + "/capabilities/drop",
                        part.title() + " must drop ALL capabilities (securityContext.capabilities.drop)");
            }
            added(part, RESTRICTED, found);
        }
    }

    private static void added(Part part, Set<String> allowed, Found found) {
        List<String> added = part.added();
        for (int i = 0; i < added.size(); i++) {
            if (!allowed.contains(added.get(i))) {
                found.at(
                        part.contextPointer() + "/capabilities/add/" + i,
                        part.title() + " must not add the capability " + Parts.quoted(added.get(i)));
            }
        }
    }
}
