package io.podseg.host.podman;

import io.podseg.host.podman.api.Answers;
import io.podseg.host.podman.api.ContainerCreate;
import io.podseg.host.podman.api.Libpod;
import io.podseg.host.podman.api.PodRow;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Pace;
import io.podseg.reconcile.PodmanPort;
import io.podseg.state.ContainerSettings.SeccompFile;
import io.podseg.state.ContainerSpec;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import io.podseg.trust.TrustRules;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The life of a pod: its images, files, volumes and containers. */
final class Pods {
    private static final int REMOVALS = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Connection connection;
    private final Calls calls;
    private final MountedFiles files;
    private final Images images;
    private final PodVolumes volumes;
    private final HostEnv env;
    private final SubPaths subPaths;

    /** Shared from the writing of a pod's files until Podman knows the pod; alone for whoever takes files away that no pod mounts. */
    private final ReadWriteLock folders = new ReentrantReadWriteLock();

    Pods(Connection connection, MountedFiles files, Images images) {
        this.connection = connection;
        this.calls = connection.calls();
        this.files = files;
        this.images = images;
        this.volumes = new PodVolumes(connection);
        this.env = new HostEnv(connection);
        this.subPaths = new SubPaths(volumes);
    }

    void provideImages(PodSpec pod, TrustRules trust) throws HostException {
        images.provide(pod, trust);
    }

    /** Whatever can fail without Podman's pod comes first. */
    void create(PodSpec pod, TrustRules trust) throws HostException {
        if (find(pod.podmanName()).isPresent()) {
            throw new HostException("A pod named " + pod.podmanName() + " exists in Podman already.");
        }
        Images.Sources sources = images.provide(pod, trust);
        try {
            deleteLeft(pod);
            String id = createEmpty(pod);
            for (ContainerSpec container : pod.everyContainer().toList()) {
                create(pod, container, id, sources);
            }
        } catch (HostException e) {
            throw undone(pod, e);
        }
    }

    /** Whoever was killed between a pod and its files left them, and nobody else knows of them. */
    private void deleteLeft(PodSpec pod) throws HostException {
        List<String> left = new ArrayList<>(files.of(pod.podmanName()));
        left.removeAll(PodRequests.folders(pod));
        deleteUnused(left, pod.podmanName());
    }

    private Quirks quirks() throws HostException {
        try (Response answer =
                calls.call("tell its version", () -> connection.quick().ping())) {
            return Quirks.of(String.valueOf(answer.getHeaderString(Libpod.VERSION)));
        }
    }

    /** Podman's id of the pod. */
    private String createEmpty(PodSpec pod) throws HostException {
        Quirks quirks = quirks();
        folders.readLock().lock();
        try {
            prepareMounts(pod);
            return calls.call(
                            "create the pod " + pod.podmanName(),
                            () -> connection.slow().createPod(PodRequests.pod(pod, quirks)))
                    .id();
        } finally {
            folders.readLock().unlock();
        }
    }

    private void prepareMounts(PodSpec pod) throws HostException {
        for (MountSpec mount : PodRequests.mounts(pod).toList()) {
            switch (mount) {
                case MountSpec.HostPath path -> HostPaths.prepare(path);
                case MountSpec.Files content -> files.write(content);
                case MountSpec.Tmpfs _,
                        MountSpec.PodVolume _,
                        MountSpec.Volume _,
                        MountSpec.Image _,
                        MountSpec.SecretFile _ -> {}
            }
        }
        for (SeccompFile profile : PodRequests.profiles(pod).toList()) {
            files.write(profile);
        }
        volumes.create(pod);
    }

    private void create(PodSpec pod, ContainerSpec container, String podId, Images.Sources sources)
            throws HostException {
        PodRequests.OnHost onHost = new PodRequests.OnHost(
                env.of(container, podId), images.user(container, sources), sources.of(container.image()));
        ContainerSpec resolved = mountedImages(subPaths.resolve(container), sources);
        ContainerCreate request = PodRequests.container(pod, resolved, onHost, files.root());
        Answers.Created created = calls.call(
                "create the container " + container.podmanName(),
                () -> connection.slow().createContainer(request));
        // Podman only warns about a limit that this kernel cannot keep; podseg leaves nothing out silently.
        Optional<String> discarded = created.warnings().stream()
                .filter(warning -> warning.contains("iscarded"))
                .findFirst();
        if (discarded.isPresent()) {
            throw new HostException("The container " + container.podmanName() + " cannot be limited as declared: "
                    + Sentence.clean(discarded.get()) + ".");
        }
    }

    private static ContainerSpec mountedImages(ContainerSpec container, Images.Sources sources) throws HostException {
        List<MountSpec> mounts = new ArrayList<>();
        for (MountSpec mount : container.mounts()) {
            mounts.add(
                    mount instanceof MountSpec.Image image
                            ? new MountSpec.Image(
                                    image.target(), sources.of(image.reference()), image.pullPolicy(), image.subPath())
                            : mount);
        }
        return container.withMounts(mounts);
    }

    /** Takes back what was made, and returns the error to throw. */
    private HostException undone(PodSpec pod, HostException failure) {
        try {
            // A pod of that name which is not podseg's was made by somebody else in the meantime.
            if (find(pod.podmanName()).filter(Pods::owned).isPresent()) {
                remove(pod.podmanName());
            }
            volumes.delete(pod.podmanName());
            deleteUnused(PodRequests.folders(pod), pod.podmanName());
        } catch (HostException e) {
            return new HostException(
                    failure.getMessage() + " What was made of the pod could not be removed: " + e.getMessage(), e);
        }
        return failure;
    }

    Optional<PodmanPort.Infra> infra(String name) throws HostException {
        Optional<PodRow> pod = find(name).filter(row -> !row.infraId().isEmpty());
        if (pod.isEmpty()) {
            return Optional.empty();
        }
        String id = pod.get().infraId();
        return calls.find(
                        "read the infra container of the pod " + name,
                        () -> connection.quick().container(id))
                .map(found -> new PodmanPort.Infra(
                        found.id(), found.state() == null ? 0 : found.state().pid()));
    }

    void startInfra(String name) throws HostException {
        Optional<PodRow> pod = find(name).filter(Pods::owned);
        if (pod.isEmpty() || pod.get().infraId().isEmpty()) {
            throw new HostException("There is no pod " + name + " of podseg's with a network namespace of its own.");
        }
        String id = pod.get().infraId();
        calls.run(
                "start the infra container of the pod " + name,
                () -> connection.slow().startContainer(id));
    }

    void start(String name) throws HostException {
        try {
            calls.run("start the pod " + name, () -> connection.slow().startPod(name));
        } catch (HostException e) {
            if (!String.valueOf(e.getMessage()).contains("paused")) {
                throw InitFailure.explain(e, connection);
            }
            calls.run("unpause the pod " + name, () -> connection.slow().unpausePod(name));
            calls.run("start the pod " + name, () -> connection.slow().startPod(name));
        }
    }

    void stop(String name) throws HostException {
        calls.find("stop the pod " + name, () -> connection.slow().stopPod(name))
                .ifPresent(Response::close);
    }

    void delete(String name) throws HostException {
        Optional<PodRow> found = find(name);
        if (found.isPresent()) {
            if (!owned(found.get())) {
                throw new HostException("The pod " + name + " was not made by podseg and is left alone.");
            }
            remove(name);
        }
        volumes.delete(name);
        List<String> written = new ArrayList<>(found.map(Pods::folders).orElse(List.of()));
        files.of(name).stream().filter(folder -> !written.contains(folder)).forEach(written::add);
        deleteUnused(written, name);
    }

    /**
     * Each container has the time to end that its own stop timeout says. Podman may answer 200 and yet leave a part (its error
     * then has no text), stumble over the mounts of a container that has just ended ("device or resource busy") or over one that
     * ended or was started again by itself meanwhile ("container state improper", 4.3.1), or over somebody else who removes the
     * pod: what counts is whether it is gone, and a further call takes the rest. Stopped beforehand because Podman needs ten times
     * as long to remove a pod that runs (tried with 4.3.1: 3 s instead of 0.3 s); where that fails, the removal says why.
     */
    private void remove(String name) throws HostException {
        HostException failure = new HostException("Podman removed only a part of the pod " + name + ".");
        for (int round = 1; round <= REMOVALS; round++) {
            try {
                calls.find("stop the pod " + name, () -> connection.slow().stopPod(name))
                        .ifPresent(Response::close);
            } catch (HostException e) {
                // A paused container, for one, cannot be stopped but can be removed.
            }
            try {
                calls.find("remove the pod " + name, () -> connection.slow().deletePod(name, true))
                        .ifPresent(Response::close);
            } catch (HostException e) {
                failure = e;
            }
            if (find(name).isEmpty()) {
                return;
            }
            Pace.REAL.sleep(PAUSE);
        }
        throw failure;
    }

    private static boolean owned(PodRow pod) {
        return Labels.owned(pod.labels());
    }

    private Optional<PodRow> find(String name) throws HostException {
        return calls.find("read the pod " + name, () -> connection.quick().pod(name))
                .filter(pod -> pod.name().equals(name));
    }

    private void deleteUnused(List<String> mounted, String pod) throws HostException {
        if (mounted.isEmpty()) {
            return;
        }
        folders.writeLock().lock();
        try {
            files.delete(unused(mounted, pod));
        } finally {
            folders.writeLock().unlock();
        }
    }

    /** Those of the folders that no other pod mounts. */
    private List<String> unused(List<String> folders, String pod) throws HostException {
        List<String> unused = new ArrayList<>(folders);
        calls.read("list its pods", () -> connection.quick().pods()).stream()
                .filter(other -> owned(other) && !other.name().equals(pod))
                .forEach(other -> unused.removeAll(folders(other)));
        return unused;
    }

    private static List<String> folders(PodRow pod) {
        String label = pod.labels().get(Labels.FILES);
        return label == null ? List.of() : Json.words(label);
    }
}
