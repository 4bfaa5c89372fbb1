package io.podseg.reconcile;

import io.podseg.model.NetworkSpec;
import io.podseg.state.ImageState;
import io.podseg.state.PodSpec;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Podman, whose last observation is kept. */
final class KeptPodman implements PodmanPort {
    private final PodmanPort podman;
    private final KeptValue<Observed> observed = new KeptValue<>();

    KeptPodman(PodmanPort podman) {
        this.podman = podman;
    }

    void forget() {
        observed.forget();
    }

    @Override
    public Observed observe() throws HostException {
        return observed.get(podman::observe);
    }

    @Override
    public int atOnce() {
        return podman.atOnce();
    }

    @Override
    public SortedMap<String, Long> processes() throws HostException {
        return podman.processes();
    }

    @Override
    public void createNetwork(NetworkSpec network) throws HostException {
        observed.change(() -> podman.createNetwork(network));
    }

    @Override
    public void deleteNetwork(String name) throws HostException {
        observed.change(() -> podman.deleteNetwork(name));
    }

    @Override
    public void createSecret(SecretSpec secret) throws HostException {
        observed.change(() -> podman.createSecret(secret));
    }

    @Override
    public void deleteSecret(String podmanName) throws HostException {
        observed.change(() -> podman.deleteSecret(podmanName));
    }

    @Override
    public void createVolume(VolumeSpec volume) throws HostException {
        observed.change(() -> podman.createVolume(volume));
    }

    @Override
    public void deleteVolume(String podmanName) throws HostException {
        observed.change(() -> podman.deleteVolume(podmanName));
    }

    @Override
    public void provideImages(PodSpec pod) throws HostException {
        observed.change(() -> podman.provideImages(pod));
    }

    @Override
    public Optional<ImageState> image(String reference, boolean pull) throws HostException {
        return podman.image(reference, pull);
    }

    @Override
    public void createPod(PodSpec pod) throws HostException {
        observed.change(() -> podman.createPod(pod));
    }

    @Override
    public void startPod(String podmanName) throws HostException {
        observed.change(() -> podman.startPod(podmanName));
    }

    @Override
    public void updateLimits(PodSpec pod) throws HostException {
        observed.change(() -> podman.updateLimits(pod));
    }

    @Override
    public void stopPod(String podmanName) throws HostException {
        observed.change(() -> podman.stopPod(podmanName));
    }

    @Override
    public void deletePod(String podmanName) throws HostException {
        observed.change(() -> podman.deletePod(podmanName));
    }

    @Override
    public Vitals vitals(String container) throws HostException {
        return podman.vitals(container);
    }

    @Override
    public List<String> logs(String container, int lines) throws HostException {
        return podman.logs(container, lines);
    }

    @Override
    public Execution exec(String container, List<String> command, Duration limit) throws HostException {
        return podman.exec(container, command, limit);
    }
}
