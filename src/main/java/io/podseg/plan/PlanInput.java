package io.podseg.plan;

import io.podseg.model.Diagnostic;
import io.podseg.model.ObjectKey;
import io.podseg.model.Workload;
import io.podseg.policy.World;
import io.podseg.state.HostState;
import io.podseg.state.ImageState;
import io.podseg.state.PodSpec;
import io.podseg.state.Protection;
import io.podseg.state.SecretSpec;
import io.podseg.state.Transition;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a plan is made of.
 *
 * @param desired the host as it should be
 * @param actual the host as it is
 * @param last what podseg remembers
 * @param pods specifications of the desired pods
 * @param secrets Podman secrets that they need
 * @param objects fields of the declared objects
 * @param world pods and policies as they should be
 * @param warnings carried into the plan
 * @param images images by the name and by the id that names them now; none where nobody asked
 * @param transition the firewall and the pods of older templates while new ones take over
 * @param workloads the declared Deployments, DaemonSets and Jobs
 * @param protections where the policies of each pod are enforced
 * @param deleteVolumes whether volumes that are no longer declared are removed with their content
 */
public record PlanInput(
        HostState desired,
        HostState actual,
        Inventory last,
        SortedMap<ObjectKey, PodSpec> pods,
        SortedMap<String, SecretSpec> secrets,
        SortedMap<ObjectKey, SortedMap<String, String>> objects,
        World world,
        List<Diagnostic> warnings,
        SortedMap<String, ImageState> images,
        Transition transition,
        SortedMap<ObjectKey, Workload> workloads,
        SortedMap<ObjectKey, Protection> protections,
        boolean deleteVolumes) {
    /** Nothing takes over from anything, nobody asks for images, and volumes are kept. */
    public PlanInput(
            HostState desired,
            HostState actual,
            Inventory last,
            SortedMap<ObjectKey, PodSpec> pods,
            SortedMap<String, SecretSpec> secrets,
            SortedMap<ObjectKey, SortedMap<String, String>> objects,
            World world,
            List<Diagnostic> warnings) {
        this(
                desired,
                actual,
                last,
                pods,
                secrets,
                objects,
                world,
                warnings,
                new TreeMap<>(),
                Transition.none(desired.firewall()),
                new TreeMap<>(),
                new TreeMap<>(),
                false);
    }
}
