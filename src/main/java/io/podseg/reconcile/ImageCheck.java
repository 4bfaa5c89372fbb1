package io.podseg.reconcile;

import io.podseg.desired.Desired;
import io.podseg.state.ContainerSpec;
import io.podseg.state.HostState;
import io.podseg.state.ImageState;
import io.podseg.state.Membership;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks up which images the names in the manifests stand for now, and which images containers were made from. */
final class ImageCheck {
    private final PodmanPort podman;
    private final TreeMap<String, ImageState> images = new TreeMap<>();

    ImageCheck(PodmanPort podman) {
        this.podman = podman;
    }

    /** By name for all that is desired, by id for all that is there; what this host does not have yet is left out. */
    SortedMap<String, ImageState> of(Desired desired, HostState actual) throws HostException {
        for (PodSpec pod : desired.pods().values()) {
            for (ContainerSpec container : pod.everyContainer().toList()) {
                find(container.image(), container.pullPolicy().equals("Always"));
            }
            PodState found = actual.pods().get(pod.podmanName());
            if (found != null) {
                for (String id : found.images().values()) {
                    find(id, false);
                }
            }
        }
        return images;
    }

    /**
     * The host with the pods of workloads whose containers would have another image by now as pods of an older template, so that
     * new ones take over from them as from any such.
     */
    static HostState outdated(Desired desired, HostState actual, SortedMap<String, ImageState> images) {
        TreeMap<String, PodState> pods = new TreeMap<>(actual.pods());
        for (PodSpec pod : desired.pods().values()) {
            pods.computeIfPresent(
                    pod.podmanName(), (name, found) -> isMoved(pod, found, images) ? older(found) : found);
        }
        return actual.withPods(pods);
    }

    private static boolean isMoved(PodSpec pod, PodState found, SortedMap<String, ImageState> images) {
        return pod.everyContainer().anyMatch(container -> {
            ImageState now = images.get(container.image());
            String id = found.images().get(container.name());
            return now != null && id != null && !id.equals(now.id());
        });
    }

    private static PodState older(PodState pod) {
        return new PodState(
                pod.key(),
                pod.podmanName(),
                pod.specHash(),
                pod.attachments(),
                pod.containers(),
                pod.labels(),
                pod.images(),
                pod.member().map(member -> new Membership(member.workload(), "")),
                pod.network(),
                pod.podLayer(),
                pod.limits());
    }

    private void find(String reference, boolean pull) throws HostException {
        if (!images.containsKey(reference)) {
            podman.image(reference, pull).ifPresent(image -> images.put(reference, image));
        }
    }
}
