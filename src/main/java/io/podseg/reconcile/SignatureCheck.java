package io.podseg.reconcile;

import io.podseg.desired.Desired;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Position;
import io.podseg.reconcile.ImageTrustPort.Signed;
import io.podseg.reconcile.ImageTrustPort.Unknown;
import io.podseg.reconcile.ImageTrustPort.Unsigned;
import io.podseg.reconcile.ImageTrustPort.Verdict;
import io.podseg.state.ContainerSpec;
import io.podseg.state.HostState;
import io.podseg.state.ImageState;
import io.podseg.state.Membership;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.trust.Demand;
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Signatures of the images that pods are to run, before anything is planned. A pod that runs an image whose signature was found
 * good costs nothing; whatever else there is is asked about in its registry, that a container runs it already notwithstanding.
 */
final class SignatureCheck {
    /** Pull policies that want what the registry has by now. */
    private static final Set<String> ASKING = Set.of("Always", "Newer");

    private final PodmanPort podman;
    private final TrustRules rules;
    private final Declarations declarations;
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final TreeMap<String, ImageState> images = new TreeMap<>();
    private final List<Diagnostic> found = new ArrayList<>();

    SignatureCheck(PodmanPort podman, Declarations declarations, TrustRules rules) {
        this.podman = podman;
        this.rules = rules;
        this.declarations = declarations;
    }

    /** Looks at what has to be looked at. */
    void check(Desired desired, HostState actual) throws HostException {
        if (rules.isEmpty()) {
            return;
        }
        for (PodSpec pod : desired.pods().values()) {
            Optional<PodState> running = Optional.ofNullable(actual.pods().get(pod.podmanName()))
                    .filter(state -> state.specHash().equals(pod.labels().getOrDefault(Owner.SPEC_HASH, "")));
            for (ContainerSpec container : pod.everyContainer().toList()) {
                Optional<String> id = running.map(state -> state.images().get(container.name()));
                look(pod, new Use(container.image(), container.pullPolicy(), id));
                for (MountSpec mount : container.mounts()) {
                    if (mount instanceof MountSpec.Image image && running.isEmpty()) {
                        look(pod, new Use(image.reference(), image.pullPolicy(), Optional.empty()));
                    }
                }
            }
        }
    }

    /** What is to be said; with an error among it nothing is applied. */
    List<Diagnostic> diagnostics() {
        return found;
    }

    /** By name: the image that is signed, where a container was made from another one. */
    SortedMap<String, ImageState> images() {
        return images;
    }

    /**
     * An image that a pod needs.
     *
     * @param policy pull policy
     * @param running id of the image that the container runs already
     */
    private record Use(String image, String policy, Optional<String> running) {
        /** Whether what was found before says enough. */
        boolean knownBy(ImageState before, PodmanPort podman) throws HostException {
            return running.isPresent()
                    ? running.get().equals(before.id())
                    : !ASKING.contains(policy)
                            && podman.image(before.id(), false).isPresent();
        }
    }

    private void look(PodSpec pod, Use use) throws HostException {
        String image = use.image();
        Optional<Demand> demand = rules.demand(image);
        if (demand.isEmpty() || rules.refusal(image).isPresent()) {
            return;
        }
        Optional<ImageState> before = podman.signatures().remembered(image, demand.get());
        if (before.isPresent() && use.knownBy(before.get(), podman)) {
            return;
        }
        switch (verdict(image, demand.get(), use.running().isPresent())) {
            case Signed signed -> signed.image().ifPresent(which -> images.put(image, which));
            case Unsigned unsigned ->
                found.add(Diagnostic.error(
                        position(pod),
                        "Pod " + pod.key().id() + ": image " + image + " may not run: " + unsigned.reason() + "; "
                                + demand.get().whose() + " demands a signature for "
                                + demand.get().scope()));
            case Unknown unknown ->
                found.add(Diagnostic.warning(
                        position(pod),
                        "Pod " + pod.key().id() + ": nobody can tell whether image " + image + " is signed as "
                                + demand.get().whose()
                                + " demands, and no container is made from it until somebody can: "
                                + unknown.reason()));
        }
    }

    /** Which image it is is asked where a container runs one under that name: it may be another. */
    private Verdict verdict(String image, Demand demand, boolean which) throws HostException {
        Verdict verdict = verdicts.get(image);
        if (verdict == null
                || which && verdict instanceof Signed signed && signed.image().isEmpty()) {
            verdict = podman.signatures().verify(image, demand, which);
            verdicts.put(image, verdict);
            if (verdict instanceof Signed signed && signed.image().isPresent()) {
                podman.signatures().remember(image, demand, signed.image().get());
            }
        }
        return verdict;
    }

    /** Of the pod in the manifests, or of the workload that it is of. */
    private Position position(PodSpec pod) {
        ObjectKey key = pod.member().map(Membership::workload).orElse(pod.key());
        return declarations
                .all()
                .filter(manifest -> Objects.equals(manifest.key(), key))
                .map(Manifest::source)
                .map(source -> source.start())
                .findFirst()
                .orElse(Position.of(pod.key().id()));
    }
}
