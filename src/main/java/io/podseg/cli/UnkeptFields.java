package io.podseg.cli;

import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.Subject;
import io.podseg.audit.facts.Told;
import io.podseg.audit.facts.Told.Demand;
import io.podseg.desired.AbilityCheck;
import io.podseg.desired.Desired;
import io.podseg.desired.HostFacts;
import io.podseg.model.Declarations;
import io.podseg.model.ObjectKey;
import io.podseg.model.Source;
import io.podseg.state.Membership;
import io.podseg.state.PodSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Fields of what is declared that this host would not keep: what plan warns of, for the audit. */
final class UnkeptFields {
    private final Map<ObjectKey, Source> sources = new HashMap<>();
    private final Map<ObjectKey, SortedMap<String, String>> exemptions = new HashMap<>();

    /** @param declared the same declarations as the audit looks at them */
    UnkeptFields(Declarations declarations, Audited declared) {
        declarations.pods().forEach(pod -> sources.put(pod.key(), pod.source()));
        declarations
                .workloads()
                .forEach(workload ->
                        sources.put(workload.key(), workload.object().template().source()));
        for (PodFacts pod : declared.pods()) {
            exemptions.put(pod.subject().key(), pod.exemptions());
        }
    }

    /** Of each pod, and of each workload once. */
    List<Told> of(Desired desired, HostFacts facts) {
        List<Told> told = new ArrayList<>();
        Set<ObjectKey> seen = new HashSet<>();
        for (PodSpec pod : desired.pods().values()) {
            ObjectKey key = pod.member().map(Membership::workload).orElse(pod.key());
            Source source = sources.get(key);
            if (source != null && seen.add(key)) {
                AbilityCheck.unkept(pod, source, facts)
                        .forEach(problem -> told.add(new Told(
                                Subject.of(Origin.MANIFESTS, key),
                                exemptions.getOrDefault(key, new TreeMap<>()),
                                Demand.UNKEPT,
                                Optional.of(problem.position()),
                                "",
                                problem.message())));
            }
        }
        return told;
    }
}
