package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.CapabilityUse;
import io.podseg.audit.facts.CapabilityUse.Watch;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PS36: the container has capabilities that it does not hold, or was not seen to use. */
final class LeastPrivilegeCheck implements ContainerCheck {
    private static final String POINTER = "/securityContext/capabilities";

    private static final About ABOUT = About.of(
            "PS36",
            Severity.LOW,
            "More capabilities than are used",
            "Set securityContext.capabilities to the smaller set and try it; what is needed at the start alone, or seldom, nobody"
                    + " saw: watch longer with podseg audit --live --observe 10m, across a restart.");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {
        return container.capabilities().use().stream()
                .filter(use -> !container.privileged() && container.role() != ContainerFacts.Role.INFRA)
                .flatMap(use -> remark(container.capabilities().granted(), use));
    }

    private static Stream<Remark> remark(SortedSet<String> granted, CapabilityUse use) {
        SortedSet<String> smaller = smaller(granted, use);
        if (smaller.equals(granted)) {
            return Stream.empty();
        }
        List<String> parts = new ArrayList<>();
        SortedSet<String> idle = without(granted, use.held());
        if (!idle.isEmpty()) {
            parts.add((use.processes() == 1 ? "its process does" : "its " + use.processes() + " processes do")
                    + " not hold " + String.join(", ", idle));
        }
        SortedSet<String> unused = without(use.held(), smaller);
        if (!unused.isEmpty() && use.watch().isPresent()) {
            parts.add("held and not used in " + use.watch().get().seconds() + " s: " + String.join(", ", unused));
        }
        evidence(use).forEach((capability, why) -> parts.add(capability + " is needed: " + why));
        if (use.watch().isEmpty() && !use.held().isEmpty()) {
            parts.add("which of those that are held are used is not known (" + use.blind() + ")");
        }
        return Stream.of(Remark.of(
                "is granted " + String.join(", ", granted) + "; " + String.join("; ", parts) + "; smaller set: "
                        + set(smaller),
                POINTER));
    }

    /** What was used, where the kernel told; what is held, where it did not. */
    private static SortedSet<String> smaller(SortedSet<String> granted, CapabilityUse use) {
        TreeSet<String> smaller = new TreeSet<>(use.evident().keySet());
        smaller.addAll(use.watch()
                .<Collection<String>>map(watch -> watch.used().keySet())
                .orElse(use.held()));
        smaller.retainAll(granted);
        return smaller;
    }

    private static SortedMap<String, String> evidence(CapabilityUse use) {
        TreeMap<String, String> evidence = new TreeMap<>(use.evident());
        use.watch()
                .map(Watch::used)
                .ifPresent(used -> used.forEach((capability, count) ->
                        evidence.put(capability, "used " + count + (count == 1 ? " time" : " times"))));
        return evidence;
    }

    private static SortedSet<String> without(SortedSet<String> all, Collection<String> some) {
        TreeSet<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static String set(SortedSet<String> capabilities) {
        return capabilities.isEmpty()
                ? "{drop: [ALL]}"
                : capabilities.stream().collect(Collectors.joining(", ", "{drop: [ALL], add: [", "]}"));
    }
}
