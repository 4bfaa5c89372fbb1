package io.podseg.reconcile;

import io.podseg.model.NetworkSpec;
import io.podseg.state.ImageState;
import io.podseg.state.PodSpec;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeSpec;
import io.podseg.trust.TrustRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Podman, whose last observation is kept, and which processes there were. */
final class KeptPodman implements PodmanPort {
    private final PodmanPort podman;
    private final KeptValue<Observed> observed = new KeptValue<>();
    private final KeptValue<SortedMap<String, Long>> processes = new KeptValue<>();

    KeptPodman(PodmanPort podman) {
        this.podman = podman;
    }

    void forget() {
        observed.forget();
        processes.forget();
    }

    private void change(KeptValue.Change change) throws HostException {
        processes.change(() -> observed.change(change));
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
        return processes.get(podman::processes);
    }

    @Override
    public void createNetwork(NetworkSpec network) throws HostException {
        change(() -> podman.createNetwork(network));
    }

    @Override
    public void deleteNetwork(String name) throws HostException {
        change(() -> podman.deleteNetwork(name));
    }

    @Override
    public void createSecret(SecretSpec secret) throws HostException {
        change(() -> podman.createSecret(secret));
    }

    @Override
    public void deleteSecret(String podmanName) throws HostException {
        change(() -> podman.deleteSecret(podmanName));
    }

    @Override
    public void createVolume(VolumeSpec volume) throws HostException {
        change(() -> podman.createVolume(volume));
    }

    @Override
    public void deleteVolume(String podmanName) throws HostException {
        change(() -> podman.deleteVolume(podmanName));
    }

    @Override
    public ImageTrustPort signatures() {
        return podman.signatures();
    }

    @Override
    public void provideImages(PodSpec pod, TrustRules trust) throws HostException {
        change(() -> podman.provideImages(pod, trust));
    }

    @Override
    public Optional<ImageState> image(String reference, boolean pull) throws HostException {
        return podman.image(reference, pull);
    }

    @Override
    public void createPod(PodSpec pod, TrustRules trust) throws HostException {
        change(() -> podman.createPod(pod, trust));
    }

    @Override
    public Optional<Infra> infra(String podmanName) throws HostException {
        return podman.infra(podmanName);
    }

    @Override
    public void startInfra(String podmanName) throws HostException {
        change(() -> podman.startInfra(podmanName));
    }

    @Override
    public void startPod(String podmanName) throws HostException {
        change(() -> podman.startPod(podmanName));
    }

    @Override
    public void updateLimits(PodSpec pod) throws HostException {
        change(() -> podman.updateLimits(pod));
    }

    @Override
    public void stopPod(String podmanName) throws HostException {
        change(() -> podman.stopPod(podmanName));
    }

    @Override
    public void deletePod(String podmanName) throws HostException {
        change(() -> podman.deletePod(podmanName));
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
