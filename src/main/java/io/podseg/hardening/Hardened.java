package io.podseg.hardening;

import io.podseg.model.Declarations;
import io.podseg.model.Hardening;
import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Declarations once profiles and levels have been looked at.
 *
 * @param declarations with the defaults in the pods and in the templates of workloads; what no profile selects is the very same
 * @param extras what Kubernetes has no field for, by Pod or workload
 * @param origins by Pod or workload: what was filled in, as {@code securityProfile[web].tmpfs[/tmp]}, with its value
 * @param enforced by Pod or workload: what profiles with mode enforce ask for, such as {@code tmpfs[/tmp]}, and which profile that is
 * @param findings where pods, profiles and levels disagree
 */
public record Hardened(
        Declarations declarations,
        SortedMap<ObjectKey, Hardening> extras,
        SortedMap<ObjectKey, SortedMap<String, String>> origins,
        SortedMap<ObjectKey, SortedMap<String, String>> enforced,
        List<Finding> findings) {
    public Hardened {
        extras = Sorted.map(extras);
        origins = Sorted.map(origins);
        enforced = Sorted.map(enforced);
        findings = List.copyOf(findings);
    }

    /** What a Pod or workload gets beyond the fields of Kubernetes. */
    public Hardening extra(ObjectKey subject) {
        return extras.getOrDefault(subject, Hardening.NONE);
    }

    /** What enforced profiles ask for of a Pod or workload, with the profile and its place. */
    public SortedMap<String, String> enforced(ObjectKey subject) {
        return enforced.getOrDefault(subject, new TreeMap<>());
    }

    /** Which profile filled in what, as fields for the plan. */
    public SortedMap<String, String> origins(ObjectKey subject) {
        return origins.getOrDefault(subject, new TreeMap<>());
    }
}
