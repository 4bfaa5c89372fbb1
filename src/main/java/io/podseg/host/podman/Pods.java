package io.podseg.host.podman;

import io.podseg.host.podman.api.Answers;
import io.podseg.host.podman.api.ContainerCreate;
import io.podseg.host.podman.api.PodRow;
import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerSpec;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The life of a pod: its images, files, volumes and containers. */
final class Pods {
    private final Connection connection;
    private final Calls calls;
    private final MountedFiles files;
    private final Images images;
    private final PodVolumes volumes;
    private final HostEnv env;
    private final SubPaths subPaths;

    /** Shared from the writing of a pod's files until Podman knows the pod; alone for whoever takes files away that no pod mounts. */
    private final ReadWriteLock folders = new ReentrantReadWriteLock();

    Pods(Connection connection, MountedFiles files) {
        this.connection = connection;
        this.calls = connection.calls();
        this.files = files;
        this.images = new Images(connection);
        this.volumes = new PodVolumes(connection);
        this.env = new HostEnv(connection);
        this.subPaths = new SubPaths(volumes);
    }

    void provideImages(PodSpec pod) throws HostException {
        images.provide(pod);
    }

    /** Whatever can fail without Podman's pod comes first. */
    void create(PodSpec pod) throws HostException {
        if (find(pod.podmanName()).isPresent()) {
            throw new HostException("A pod named " + pod.podmanName() + " exists in Podman already.");
        }
        images.provide(pod);
        try {
            deleteLeft(pod);
            String id = createEmpty(pod);
            for (ContainerSpec container : pod.everyContainer().toList()) {
                create(pod, container, id);
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

    /** Podman's id of the pod. */
    private String createEmpty(PodSpec pod) throws HostException {
        folders.readLock().lock();
        try {
            prepareMounts(pod);
            return calls.call(
                            "create the pod " + pod.podmanName(),
                            () -> connection.slow().createPod(PodRequests.pod(pod)))
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
        volumes.create(pod);
    }

    private void create(PodSpec pod, ContainerSpec container, String podId) throws HostException {
        PodRequests.OnHost onHost = new PodRequests.OnHost(env.of(container, podId), images.user(container));
        ContainerCreate request = PodRequests.container(pod, subPaths.resolve(container), onHost, files.root());
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
     * then has no text); a second call takes the rest. Stopped beforehand because Podman needs ten times as long to remove a pod
     * that runs (tried with 4.3.1: 3 s instead of 0.3 s); where that fails, the removal says why.
     */
    private void remove(String name) throws HostException {
        try {
            calls.find("stop the pod " + name, () -> connection.slow().stopPod(name))
                    .ifPresent(Response::close);
        } catch (HostException e) {
            // A paused container, for one, cannot be stopped but can be removed.
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            calls.find("remove the pod " + name, () -> connection.slow().deletePod(name, true))
                    .ifPresent(Response::close);
            if (find(name).isEmpty()) {
                return;
            }
        }
        throw new HostException("Podman removed only a part of the pod " + name + ".");
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
        calls.call("list its pods", () -> connection.quick().pods()).stream()
                .filter(other -> owned(other) && !other.name().equals(pod))
                .forEach(other -> unused.removeAll(folders(other)));
        return unused;
    }

    private static List<String> folders(PodRow pod) {
        String label = pod.labels().get(Labels.FILES);
        return label == null ? List.of() : Json.words(label);
    }
}
