package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Check;
import io.podseg.audit.Finding;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.NetworkFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** PS26: pods on a network on which nothing stands between them and strangers. */
final class NetworksCheck implements Check {
    private static final String POINTER = "/metadata/annotations/podseg.io~1networks";

    private static final About ABOUT = About.of(
                    "PS26",
                    Severity.MEDIUM,
                    "Default bridge, or networks not isolated",
                    "Declare a Network for what belongs together, or policies that select the pods (podman run: --network with a"
                            + " network of podseg's, or one that was created with --internal or -o isolate=true).")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "2.2", "5.30");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        Map<String, NetworkFacts> known = new HashMap<>();
        audited.networks().forEach(network -> known.put(network.name(), network));
        return audited.pods().stream()
                .flatMap(pod -> pod.networks().stream()
                        .distinct()
                        .flatMap(name -> finding(pod, name, Optional.ofNullable(known.get(name))).stream()));
    }

    private static Optional<Finding> finding(PodFacts pod, String name, Optional<NetworkFacts> network) {
        return remark(pod, name, network)
                .map(remark -> remark.of(ABOUT, pod.subject(), pod.places(), exemptions(pod, network)));
    }

    /** Whoever made the network may accept it for all that stands there; a pod's own reason is told first. */
    private static Map<String, String> exemptions(PodFacts pod, Optional<NetworkFacts> network) {
        Map<String, String> all =
                new TreeMap<>(network.map(NetworkFacts::exemptions).orElseGet(TreeMap::new));
        all.putAll(pod.exemptions());
        return all;
    }

    private static Optional<Remark> remark(PodFacts pod, String name, Optional<NetworkFacts> network) {
        if (network.isEmpty()) {
            return shared(pod, name);
        }
        if (network.get().guarded()) {
            return Optional.empty();
        }
        if (network.get().engineDefault()) {
            return Optional.of(Remark.of(
                    "stands on the default network \"" + name + "\", with every container for which none was named",
                    POINTER));
        }
        return network.get().isolated()
                ? Optional.empty()
                : Optional.of(Remark.of(
                                "its network \"" + name
                                        + "\" is not isolated: it is reached from other networks of the host",
                                POINTER)
                        .severe(Severity.LOW));
    }

    /** Only podseg's own default network is not declared. */
    private static Optional<Remark> shared(PodFacts pod, String name) {
        boolean open = pod.cover().filter(cover -> cover.ingress().isEmpty()).isPresent();
        return !pod.live() && open
                ? Optional.of(Remark.of(
                                "stands on the network \"" + name
                                        + "\", which all pods share for which none is named, and no policy guards it there",
                                POINTER)
                        .severe(Severity.LOW))
                : Optional.empty();
    }
}
