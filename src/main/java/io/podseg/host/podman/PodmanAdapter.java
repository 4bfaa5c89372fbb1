package io.podseg.host.podman;

import io.podseg.desired.Abilities;
import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.Libpod;
import io.podseg.host.podman.api.NetworkJson;
import io.podseg.model.NetworkSpec;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ImageTrustPort;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.PodmanUser;
import io.podseg.reconcile.Vitals;
import io.podseg.state.ImageState;
import io.podseg.state.PodSpec;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeSpec;
import io.podseg.trust.TrustRules;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/** {@link PodmanPort} on libpod's REST API. */
public final class PodmanAdapter implements PodmanPort {
    /** One alone is slower than {@code podman kube play}; with more, Podman's turns at its networks and database count (deploy/bench-pods). */
    private static final int AT_ONCE = 4;

    private final Connection connection;
    private final Calls calls;
    private final Secrets secrets;
    private final Volumes volumes;
    private final Pods pods;
    private final Containers containers;
    private final Images images;
    private final ImageTrustPort signatures;
    private volatile String knownVersion = "";

    /**
     * Does not talk to Podman yet.
     *
     * @param socket UNIX socket of the API service, see {@link ApiService}
     * @param filesRoot folder below the state folder for the files that pods mount; made when first needed
     */
    public PodmanAdapter(Path socket, Path filesRoot) {
        this(socket, filesRoot, ImageTrustPort.NONE);
    }

    /**
     * Does not talk to Podman yet.
     *
     * @param signatures of images
     */
    public PodmanAdapter(Path socket, Path filesRoot, ImageTrustPort signatures) {
        this(new Connection(socket), new MountedFiles(filesRoot), signatures);
    }

    PodmanAdapter(Connection connection, MountedFiles files, ImageTrustPort signatures) {
        this.connection = connection;
        this.calls = connection.calls();
        this.secrets = new Secrets(connection);
        this.volumes = new Volumes(connection);
        this.signatures = signatures;
        this.images = new Images(connection, signatures);
        this.pods = new Pods(connection, files, images);
        this.containers = new Containers(connection);
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public Observed observe() throws HostException {
        List<ContainerRow> rows = list("containers", () -> connection.quick().containers(true));
        return Observation.of(new Observation.Listings(
                version(),
                list("networks", () -> connection.quick().networks()),
                list("pods", () -> connection.quick().pods()),
                rows,
                list("addresses", () -> connection.quick().dockerContainers(true)),
                list("secrets", () -> connection.quick().secrets()),
                list("volumes", () -> connection.quick().volumes("{}")),
                containers.limits(rows),
                containers.spent(rows)));
    }

    @Override
    public SortedMap<String, Long> processes() throws HostException {
        return Observation.processes(
                list("pods", () -> connection.quick().pods()),
                list("containers", () -> connection.quick().containers(true)));
    }

    @Override
    public Optional<Infra> infra(String podmanName) throws HostException {
        return pods.infra(podmanName);
    }

    @Override
    public void startInfra(String podmanName) throws HostException {
        pods.startInfra(podmanName);
    }

    /**
     * Starts a pod that has nothing but an infra container, and removes it again.
     *
     * @param made is told the infra container's id before it starts
     * @return why Podman could not start it; empty where it did
     */
    public Optional<String> trial(Made made) throws HostException {
        return new TrialPod(connection).run(made);
    }

    /**
     * What this host can do to confine containers, as it is when asked.
     *
     * @param user whose Podman it is
     */
    public Abilities abilities(PodmanUser user) {
        if (knownVersion.isEmpty()) {
            try {
                knownVersion = version();
            } catch (HostException e) {
                // Whoever reads the host next says so.
                knownVersion = "";
            }
        }
        return HostAbilities.read(Path.of("/"), user.rootless(), user.name(), user.id(), knownVersion);
    }

    /** Is told of a container before it starts. */
    @FunctionalInterface
    public interface Made {
        void infra(String id) throws HostException;
    }

    private String version() throws HostException {
        try (Response response =
                calls.call("tell its version", () -> connection.quick().ping())) {
            return String.valueOf(response.getHeaderString(Libpod.VERSION));
        }
    }

    private <T> List<T> list(String what, Supplier<List<T>> call) throws HostException {
        return calls.read("list its " + what, call);
    }

    @Override
    public void createNetwork(NetworkSpec network) throws HostException {
        NetworkJson answer = calls.call(
                "create the network " + network.name(),
                () -> connection.quick().createNetwork(NetworkCodec.encode(network)));
        List<String> lost =
                NetworkCodec.lost(network, NetworkCodec.decode(answer).spec());
        if (!lost.isEmpty()) {
            deleteNetwork(network.name());
            throw new HostException("This version of Podman cannot set " + String.join(" and ", lost)
                    + " of a network, so the network " + network.name() + " was not created.");
        }
    }

    @Override
    public void deleteNetwork(String name) throws HostException {
        Optional<NetworkJson> found = calls.find(
                        "read the network " + name, () -> connection.quick().network(name))
                .filter(network -> network.name().equals(name));
        if (found.isEmpty()) {
            return;
        }
        if (!Labels.owned(found.get().labels())) {
            throw new HostException("The network " + name + " was not made by podseg and is left alone.");
        }
        calls.find("remove the network " + name, () -> connection.quick().deleteNetwork(name))
                .ifPresent(Response::close);
    }

    @Override
    public void createSecret(SecretSpec secret) throws HostException {
        secrets.create(secret);
    }

    @Override
    public void deleteSecret(String podmanName) throws HostException {
        secrets.delete(podmanName);
    }

    @Override
    public void createVolume(VolumeSpec volume) throws HostException {
        volumes.create(volume);
    }

    @Override
    public void deleteVolume(String podmanName) throws HostException {
        volumes.delete(podmanName);
    }

    @Override
    public ImageTrustPort signatures() {
        return signatures;
    }

    @Override
    public void provideImages(PodSpec pod, TrustRules trust) throws HostException {
        pods.provideImages(pod, trust);
    }

    @Override
    public Optional<ImageState> image(String reference, boolean pull) throws HostException {
        return images.state(reference, pull);
    }

    @Override
    public void createPod(PodSpec pod, TrustRules trust) throws HostException {
        pods.create(pod, trust);
    }

    @Override
    public void startPod(String podmanName) throws HostException {
        pods.start(podmanName);
    }

    @Override
    public void updateLimits(PodSpec pod) throws HostException {
        containers.updateLimits(pod);
    }

    @Override
    public void stopPod(String podmanName) throws HostException {
        pods.stop(podmanName);
    }

    @Override
    public void deletePod(String podmanName) throws HostException {
        pods.delete(podmanName);
    }

    @Override
    public Vitals vitals(String container) throws HostException {
        return containers.vitals(container);
    }

    @Override
    public List<String> logs(String container, int lines) throws HostException {
        return containers.logs(container, lines);
    }

    @Override
    public Execution exec(String container, List<String> command, Duration limit) throws HostException {
        return containers.exec(container, command, limit);
    }
}
