package io.podseg.host.podman;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.podseg.host.podman.api.Answers.PullLine;
import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerSpec;
import io.podseg.state.ImageState;
import io.podseg.state.PodSpec;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Images that containers need, pulled as their pull policy says. */
final class Images {
    private final Connection connection;
    private final Calls calls;
    private final Map<String, Object> turns = new ConcurrentHashMap<>();

    Images(Connection connection) {
        this.connection = connection;
        this.calls = connection.calls();
    }

    /** Makes sure that each container's image is there, and runs as somebody whom the container may run as. */
    void provide(PodSpec pod) throws HostException {
        Set<String> pulled = new HashSet<>();
        for (ContainerSpec container : pod.everyContainer().toList()) {
            // Pods made at once may need the same image: it is pulled for the first of them.
            synchronized (turns.computeIfAbsent(container.image(), _ -> new Object())) {
                provide(container, pulled);
            }
            if (container.settings().confinement().nonRoot()
                    && container.security().user().isEmpty()) {
                refuseRoot(container);
            }
        }
    }

    /** As kubelet: a name is refused too, since it might stand for the id 0. */
    private void refuseRoot(ContainerSpec container) throws HostException {
        String image = container.image();
        String user = calls.call(
                        "read the image " + image, () -> connection.quick().image(image))
                .user()
                .replaceFirst(":.*", "");
        boolean root = user.isEmpty() || user.equals("root") || user.matches("0+");
        if (root || !user.matches("[0-9]{1,10}")) {
            throw new HostException("The container " + container.podmanName()
                    + " must not run as root (runAsNonRoot), and its image " + image + " runs as "
                    + (root ? "root" : "the user " + user + ", whose id is not known")
                    + "; set securityContext.runAsUser.");
        }
    }

    private void provide(ContainerSpec container, Set<String> pulled) throws HostException {
        String image = container.image();
        boolean always = container.pullPolicy().equals("Always") && !pulled.contains(image);
        if (always || !exists(image)) {
            if (container.pullPolicy().equals("Never")) {
                throw new HostException("The image " + image + " of the container " + container.podmanName()
                        + " is not on this host, and its pull policy is Never.");
            }
            pull(image, always ? "always" : "missing");
            pulled.add(image);
        }
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
        try (Response response =
                calls.call("pull the image " + image, () -> connection.slow().pull(image, policy, true))) {
            Optional<String> error = response.readEntity(String.class)
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
