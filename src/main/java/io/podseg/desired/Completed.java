package io.podseg.desired;

import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.ContainerSpec;
import io.podseg.state.NetworkFields;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Pods that have run to completion, as Kubernetes' phases Succeeded and Failed: every container has ended and none will be
 * started again. They keep no access, since nobody is there any more who could use it. A pod that is about to be made anew is
 * none of them.
 */
final class Completed {
    private final Known known;
    private final SortedMap<String, NetworkSpec> networks;

    Completed(Known known, SortedMap<String, NetworkSpec> networks) {
        this.known = known;
        this.networks = networks;
    }

    Set<ObjectKey> among(Iterable<PodSpec> pods) {
        Set<ObjectKey> completed = new HashSet<>();
        for (PodSpec pod : pods) {
            PodState found = known.pods().get(pod.key());
            if (found != null && hasEnded(pod, found) && stays(pod, found)) {
                completed.add(pod.key());
            }
        }
        return completed;
    }

    private static boolean hasEnded(PodSpec pod, PodState found) {
        return pod.containers().stream()
                .map(ContainerSpec::name)
                .map(found.containers()::get)
                .allMatch(run -> run == ContainerRun.COMPLETED
                                && !pod.restartPolicy().equals("always")
                        || run == ContainerRun.SPENT
                        || run == ContainerRun.FAILED && pod.restartPolicy().equals("no"));
    }

    private boolean stays(PodSpec pod, PodState found) {
        String hash = pod.labels().getOrDefault(Owner.SPEC_HASH, "");
        return hash.equals(found.specHash())
                && places(pod.attachments()).equals(places(found.attachments()))
                && pod.attachments().stream().map(Attachment::network).allMatch(this::stays);
    }

    private boolean stays(String network) {
        NetworkSpec wanted = networks.get(network);
        NetworkSpec found = known.networks().get(network);
        return wanted != null && found != null && NetworkFields.of(wanted).equals(NetworkFields.of(found));
    }

    private static Map<String, List<Ip>> places(List<Attachment> attachments) {
        TreeMap<String, List<Ip>> places = new TreeMap<>();
        attachments.forEach(attachment -> places.put(attachment.network(), attachment.addresses()));
        return places;
    }
}
