package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import io.podseg.model.Workload;
import io.podseg.policy.World;
import io.podseg.state.HostState;
import io.podseg.state.PodSpec;
import io.podseg.state.Protection;
import io.podseg.state.SecretSpec;
import io.podseg.state.Transition;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the manifests mean on this host.
 *
 * @param state the host as it should be
 * @param pods specifications of the pods, by key
 * @param secrets Podman secrets that the pods need, by Podman's name
 * @param world pods and policies, for verdicts
 * @param objects every declared object as flat fields, for showing what changes
 * @param diagnostics problems, sorted; with an error among them the rest must not be applied
 * @param transition the firewall and the pods of older templates while new ones take over
 * @param meanwhile the world with those pods in it
 * @param workloads the declared workloads
 * @param protections where the policies of each pod are enforced
 */
public record Desired(
        HostState state,
        SortedMap<ObjectKey, PodSpec> pods,
        SortedMap<String, SecretSpec> secrets,
        World world,
        SortedMap<ObjectKey, SortedMap<String, String>> objects,
        List<Diagnostic> diagnostics,
        Transition transition,
        World meanwhile,
        SortedMap<ObjectKey, Workload> workloads,
        SortedMap<ObjectKey, Protection> protections) {
    public Desired {
        pods = Sorted.map(pods);
        secrets = Sorted.map(secrets);
        objects = Sorted.map(objects);
        workloads = Sorted.map(workloads);
        protections = Sorted.map(protections);
        diagnostics = diagnostics.stream().sorted().distinct().toList();
    }

    /** Nothing is desired: what {@code destroy} plans for. */
    public static Desired nothing() {
        return new Desired(
                HostState.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                World.EMPTY,
                new TreeMap<>(),
                List.of(),
                Transition.none(HostState.empty().firewall()),
                World.EMPTY,
                new TreeMap<>(),
                new TreeMap<>());
    }

    /** The same with more problems. */
    public Desired withProblems(List<Diagnostic> more) {
        return new Desired(
                state,
                pods,
                secrets,
                world,
                objects,
                Stream.concat(diagnostics.stream(), more.stream()).toList(),
                transition,
                meanwhile,
                workloads,
                protections);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
