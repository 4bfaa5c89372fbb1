package io.podseg.plan;

import io.podseg.model.Family;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.ForeignContainer;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pods and policies as they are in force now, for the difference in reachability: what was last applied, less the pods that
 * the host no longer has. Where no chain of podseg stands, no policy is in force, and pods that podseg does not know are dark
 * anyway.
 */
final class Before {
    private Before() {}

    static World world(PlanInput input) {
        World last = input.last().world();
        Set<String> there = new HashSet<>();
        input.actual().pods().values().forEach(pod -> there.add(pod.key().id()));
        input.last().world().endpoints().stream()
                .filter(endpoint -> endpoint.podmanName().stream()
                        .map(input.actual().foreign()::get)
                        .anyMatch(found -> found != null && has(found, endpoint)))
                .forEach(endpoint -> there.add(endpoint.id()));
        Map<String, String> successors = successors(input);
        List<Endpoint> endpoints = last.endpoints().stream()
                .filter(endpoint -> !endpoint.isPod() || there.contains(endpoint.id()))
                .map(endpoint -> endpoint.withId(successors.getOrDefault(endpoint.id(), endpoint.id())))
                .toList();
        boolean inForce = !input.actual().firewall().table(Family.V4).chains().isEmpty();
        return last.withEndpoints(endpoints).withPolicies(inForce ? last.policies() : List.of());
    }

    /** For each pod that another takes over from the id of that one: what both may do neither opens nor closes. */
    private static Map<String, String> successors(PlanInput input) {
        Map<String, String> successors = new HashMap<>();
        RolloutDiff.retiring(input).forEach((workload, retiring) -> {
            Iterator<PodSpec> fresh = input.pods().values().stream()
                    .filter(pod -> pod.member()
                            .filter(member -> member.workload().equals(workload))
                            .isPresent())
                    .filter(pod -> !input.actual().pods().containsKey(pod.podmanName()))
                    .iterator();
            for (PodState old : retiring) {
                if (fresh.hasNext()) {
                    successors.put(old.key().id(), fresh.next().key().id());
                }
            }
        });
        return successors;
    }

    /** A container that has another address by now is dark there. */
    private static boolean has(ForeignContainer found, Endpoint endpoint) {
        return found.attachments().stream()
                .flatMap(attachment -> attachment.addresses().stream())
                .toList()
                .containsAll(endpoint.addresses());
    }
}
