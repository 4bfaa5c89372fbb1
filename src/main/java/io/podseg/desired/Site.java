package io.podseg.desired;

import io.podseg.state.Attachment;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.List;

/**
 * A pod whose own network namespace is to have rules.
 *
 * @param podmanName Podman's name of the pod
 * @param id its endpoint's
 * @param mode how it is connected
 * @param attachments its networks
 */
record Site(String podmanName, String id, NetworkMode mode, List<Attachment> attachments) {
    Site {
        attachments = List.copyOf(attachments);
    }

    static Site of(PodSpec pod) {
        return new Site(pod.podmanName(), pod.key().id(), pod.network(), pod.attachments());
    }

    static Site of(PodState pod) {
        return new Site(pod.podmanName(), pod.key().id(), pod.network(), pod.attachments());
    }
}
