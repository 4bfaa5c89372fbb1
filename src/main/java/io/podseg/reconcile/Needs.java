package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change.CreateVolume;
import io.podseg.plan.Change.WriteSecret;
import io.podseg.plan.Plan;
import io.podseg.state.ContainerSpec;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a pod cannot start without. */
final class Needs {
    private Needs() {}

    /** The network, secret or volume that could not be made and that the pod needs. */
    static Optional<ObjectKey> missing(PodSpec pod, Plan plan, Predicate<ObjectKey> failed) {
        Stream<ObjectKey> networks =
                pod.attachments().stream().map(attachment -> new ObjectKey("Network", "", attachment.network()));
        Stream<ObjectKey> secrets = plan.changes().stream()
                .filter(change -> change instanceof WriteSecret write
                        && write.create().stream().anyMatch(secret -> secret(pod, secret.podmanName())))
                .map(change -> change.header().key());
        Stream<ObjectKey> volumes = plan.changes().stream()
                .filter(change -> change instanceof CreateVolume create
                        && mounts(pod)
                                .anyMatch(mount -> mount instanceof MountSpec.Volume volume
                                        && volume.volume()
                                                .equals(create.volume().podmanName())))
                .map(change -> change.header().key());
        return Stream.of(networks, secrets, volumes)
                .flatMap(one -> one)
                .filter(failed)
                .findFirst();
    }

    private static Stream<MountSpec> mounts(PodSpec pod) {
        return pod.containers().stream().flatMap(container -> container.mounts().stream());
    }

    private static boolean secret(PodSpec pod, String podmanName) {
        return pod.everyContainer().anyMatch(container -> usesSecret(container, podmanName));
    }

    private static boolean usesSecret(ContainerSpec container, String podmanName) {
        return container.secretEnv().containsValue(podmanName)
                || container.mounts().stream()
                        .anyMatch(mount -> mount instanceof MountSpec.SecretFile file
                                && file.secret().equals(podmanName));
    }
}
