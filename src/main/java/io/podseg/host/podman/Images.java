package io.podseg.host.podman;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.podseg.host.podman.api.Answers.PullLine;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ImageTrustPort;
import io.podseg.state.ContainerSpec;
import io.podseg.state.ImageState;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import io.podseg.trust.Demand;
import io.podseg.trust.TrustRules;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Images that containers need, pulled as their pull policy says. */
final class Images {
    private final Connection connection;
    private final Calls calls;
    private final Map<String, Object> turns = new ConcurrentHashMap<>();

    private final ImageTrustPort signatures;

    Images(Connection connection, ImageTrustPort signatures) {
        this.connection = connection;
        this.calls = connection.calls();
        this.signatures = signatures;
    }

    /** What the containers of one pod are made from. */
    static final class Sources {
        private final TrustRules trust;

        /** By name: the image that was found to have the signature that is demanded of it. */
        private final Map<String, String> good = new HashMap<>();

        /** Pulled for this pod: one that asks for what its registry has now has asked. */
        private final Set<String> pulled = new HashSet<>();

        Sources(TrustRules trust) {
            this.trust = trust;
        }

        /** The image whose signature was found good, by its id; by its name where none is demanded. */
        String of(String image) throws HostException {
            if (trust.demand(image).isEmpty()) {
                return image;
            }
            String id = good.get(image);
            if (id == null) {
                throw new HostException("The signature of the image " + image + " was not looked at.");
            }
            return id;
        }
    }

    /** Makes sure that each image that the pod runs or mounts is there, and that it runs as somebody whom the container may run as. */
    Sources provide(PodSpec pod, TrustRules trust) throws HostException {
        Sources sources = new Sources(trust);
        for (ContainerSpec container : pod.everyContainer().toList()) {
            provide(container.image(), container.pullPolicy(), "of the container " + container.podmanName(), sources);
            for (MountSpec mount : container.mounts()) {
                if (mount instanceof MountSpec.Image image) {
                    String whose = "that the container " + container.podmanName() + " mounts";
                    provide(image.reference(), image.pullPolicy(), whose, sources);
                }
            }
            if (container.settings().confinement().nonRoot() && !hasUser(container)) {
                refuseRoot(container, sources);
            }
        }
        return sources;
    }

    private static boolean hasUser(ContainerSpec container) {
        return container.security().user().filter(user -> !user.startsWith(":")).isPresent();
    }

    /** As kubelet: a name is refused too, since it might stand for the id 0. */
    private void refuseRoot(ContainerSpec container, Sources sources) throws HostException {
        String image = container.image();
        String user = user(image, sources);
        boolean root = user.isEmpty() || user.equals("root") || user.matches("0+");
        if (root || !user.matches("[0-9]{1,10}")) {
            throw new HostException("The container " + container.podmanName()
                    + " must not run as root (runAsNonRoot), and its image " + image + " runs as "
                    + (root ? "root" : "the user " + user + ", whose id is not known")
                    + "; set securityContext.runAsUser.");
        }
    }

    /** Without its group; empty where the image names nobody. */
    private String user(String image, Sources sources) throws HostException {
        String source = sources.of(image);
        return calls.call("read the image " + image, () -> connection.quick().image(source))
                .user()
                .replaceFirst(":.*", "");
    }

    /** Who the container runs as: a group alone comes with the image's user. */
    Optional<String> user(ContainerSpec container, Sources sources) throws HostException {
        Optional<String> declared = container.security().user();
        if (declared.isEmpty() || hasUser(container)) {
            return declared;
        }
        String user = user(container.image(), sources);
        return Optional.of((user.isEmpty() ? "0" : user) + declared.get());
    }

    private void provide(String image, String policy, String whose, Sources sources) throws HostException {
        // Pods made at once may need the same image: it is pulled for the first of them.
        synchronized (turns.computeIfAbsent(image, _ -> new Object())) {
            Optional<Demand> demand = sources.trust.demand(image);
            if (demand.isPresent()) {
                sources.good.put(image, signed(image, policy, demand.get()));
                return;
            }
            boolean asks = Set.of("Always", "Newer").contains(policy) && !sources.pulled.contains(image);
            if (asks || !exists(image)) {
                if (policy.equals("Never")) {
                    throw new HostException(
                            "The image " + image + " " + whose + " is not on this host, and its pull policy is Never.");
                }
                pull(image, asks ? policy.toLowerCase(Locale.ROOT) : "missing");
                sources.pulled.add(image);
            }
        }
    }

    /**
     * The id of an image whose signature is good. What is on this host already counts only where its signature was looked at when it
     * came, and only where the pull policy does not ask for what the registry has now.
     */
    private String signed(String image, String policy, Demand demand) throws HostException {
        Optional<ImageState> before = signatures.remembered(image, demand);
        boolean here = before.isPresent() && exists(before.get().id());
        if (here && !Set.of("Always", "Newer").contains(policy)) {
            return before.get().id();
        }
        if (policy.equals("Never")) {
            throw new HostException("The image " + image + " must have a signature (" + demand.whose()
                    + "), which nobody has looked at, and its pull policy is Never; use IfNotPresent.");
        }
        String id = signatures.fetch(image, demand).id();
        if (!exists(id)) {
            throw new HostException(
                    "The image " + image + " was pulled by the program podman and is not in the storage of"
                            + " Podman's API service: they must be the same user's.");
        }
        return id;
    }

    /** The image that a name stands for. */
    Optional<ImageState> state(String image, boolean pull) throws HostException {
        if (pull) {
            pull(image, "always");
        }
        return calls.find("read the image " + image, () -> connection.quick().image(image))
                .map(found -> new ImageState(found.id(), found.digest()));
    }

    private boolean exists(String image) throws HostException {
        Optional<Response> found = calls.find(
                "look for the image " + image, () -> connection.quick().imageExists(image));
        found.ifPresent(Response::close);
        return found.isPresent();
    }

    private void pull(String image, String policy) throws HostException {
        String doing = "pull the image " + image;
        try (Response response = calls.call(doing, () -> connection.slow().pull(image, policy, true))) {
            Optional<String> error = calls.call(doing, () -> response.readEntity(String.class))
                    .lines()
                    .map(Images::error)
                    .flatMap(Optional::stream)
                    .findFirst();
            if (error.isPresent()) {
                throw new HostException(
                        "The image " + image + " could not be pulled: " + Sentence.clean(error.get()) + ".");
            }
        }
    }

    private static Optional<String> error(String line) {
        try {
            return Optional.of(Json.MAPPER.readValue(line, PullLine.class).error())
                    .filter(error -> !error.isEmpty());
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
