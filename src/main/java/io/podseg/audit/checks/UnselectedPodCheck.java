package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.PodCheck;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS24: no policy selects the pod. */
final class UnselectedPodCheck implements PodCheck {
    private static final About ABOUT = About.of(
                    "PS24",
                    Severity.MEDIUM,
                    "No NetworkPolicy selects the pod",
                    "Add a NetworkPolicy that selects it, best of all one for the namespace that denies everything, and others that allow what is needed.")
            .known(Catalogue.KUBESCAPE, "C-0260", "C-0030")
            .known(Catalogue.KUBE_SCORE, "pod-networkpolicy");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod) {

        return pod.cover().stream().flatMap(cover -> {
            boolean in = cover.ingress().isEmpty();
            boolean out = cover.egress().isEmpty();
            if (in && out) {
                return Stream.of(Remark.of(
                        "no policy selects it: everybody may connect to it, and it may connect to everybody",
                        "/metadata/labels"));
            }
            if (in) {
                return Stream.of(
                        Remark.of("no policy for ingress selects it: everybody may connect to it", "/metadata/labels"));
            }
            return out
                    ? Stream.of(Remark.of(
                                    "no policy for egress selects it: it may connect to everybody", "/metadata/labels")
                            .severe(Severity.LOW))
                    : Stream.empty();
        });
    }
}
