package io.podseg.trust;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Images that may not run, as far as their names tell. */
public final class TrustCheck {
    private static final String NEVER = "Never";

    private final TrustRules rules;
    private final List<Diagnostic> found;

    /** Reports where policies are against each other. */
    public TrustCheck(TrustRules rules, List<Diagnostic> found) {
        this.rules = rules;
        this.found = found;
        found.addAll(rules.conflicts());
    }

    /** Reports what is wrong with the images of a pod, or of a template. */
    public void check(Manifest<Pod> pod) {
        if (rules.isEmpty() || pod.object().getSpec() == null) {
            return;
        }
        containers(pod, pod.object().getSpec().getInitContainers(), "/spec/initContainers/");
        containers(pod, pod.object().getSpec().getContainers(), "/spec/containers/");
        List<Volume> volumes = orEmpty(pod.object().getSpec().getVolumes());
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            if (volume.getImage() != null && volume.getImage().getReference() != null) {
                String pointer = "/spec/volumes/" + i + "/image/";
                image(pod, pointer + "reference", volume.getImage().getReference());
                policy(
                        pod,
                        pointer + "pullPolicy",
                        volume.getImage().getPullPolicy(),
                        volume.getImage().getReference());
            }
        }
    }

    private void containers(Manifest<Pod> pod, @Nullable List<Container> containers, String pointer) {
        List<Container> all = orEmpty(containers);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).getImage() != null) {
                image(pod, pointer + i + "/image", all.get(i).getImage());
                policy(
                        pod,
                        pointer + i + "/imagePullPolicy",
                        all.get(i).getImagePullPolicy(),
                        all.get(i).getImage());
            }
        }
    }

    private void image(Manifest<Pod> pod, String pointer, String image) {
        rules.refusal(image)
                .ifPresent(reason -> found.add(Diagnostic.error(pod.source().at(pointer), reason)));
    }

    /** Where nothing may be fetched no signature can be read either. */
    private void policy(Manifest<Pod> pod, String pointer, @Nullable String policy, String image) {
        if (Objects.equals(policy, NEVER) && rules.refusal(image).isEmpty()) {
            rules.demand(image)
                    .ifPresent(demand -> found.add(Diagnostic.error(
                            pod.source().at(pointer),
                            "pull policy Never keeps podseg from reading the signature that " + demand.whose()
                                    + " demands of image " + image + "; use IfNotPresent")));
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
