package io.podseg.reconcile;

import io.podseg.model.NetworkSpec;
import io.podseg.state.ForeignContainer;
import io.podseg.state.ImageState;
import io.podseg.state.NetworkState;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeSpec;
import io.podseg.state.VolumeState;
import io.podseg.trust.TrustRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Podman on this host. Everything that is created carries podseg's owner labels; nothing else is ever changed. */
public interface PodmanPort {
    /** How many pods are made or removed at once; of the calls below those about different pods may come from as many threads. */
    default int atOnce() {
        return 1;
    }

    /** Reads what is there. */
    Observed observe() throws HostException;

    /**
     * For each pod and container that runs, podseg's and others', by Podman's name: a process in its network namespace. What has
     * no network namespace of its own is left out.
     */
    SortedMap<String, Long> processes() throws HostException;

    /** Creates a network; subnets, gateways, lease ranges and interface name are all given. */
    void createNetwork(NetworkSpec network) throws HostException;

    /** Removes a network that podseg owns; one that is gone already is no error. */
    void deleteNetwork(String name) throws HostException;

    /** Creates a secret under its Podman name; one that exists already is kept (its name carries the content's hash). */
    void createSecret(SecretSpec secret) throws HostException;

    /** Removes a secret; one that is gone already is no error. */
    void deleteSecret(String podmanName) throws HostException;

    /** Creates the volume of a claim, filled from its archive; when a part fails, no volume is left. */
    void createVolume(VolumeSpec volume) throws HostException;

    /** Removes a volume that podseg owns, with its content; one that is gone already is no error. */
    void deleteVolume(String podmanName) throws HostException;

    /** Signatures of images. */
    default ImageTrustPort signatures() {
        return ImageTrustPort.NONE;
    }

    /**
     * Pulls the images of a pod that are missing, as the pull policy says; fails where one cannot be had.
     *
     * @param trust which images need which signatures; fails where one has them not
     */
    void provideImages(PodSpec pod, TrustRules trust) throws HostException;

    /**
     * The image that a name or id stands for on this host; empty where there is none.
     *
     * @param pull whether it is pulled before, so that a registry's answer counts; fails where that is not possible
     */
    Optional<ImageState> image(String reference, boolean pull) throws HostException;

    /**
     * Creates a pod and its containers, writes the files that it mounts, pulls missing images as the pull policy says, and
     * starts nothing. When a part fails, what was made of the pod is removed again.
     *
     * @param trust which images need which signatures: a container of such an image is made from the very image whose signature was
     *     found good, whatever its name stands for on this host
     */
    void createPod(PodSpec pod, TrustRules trust) throws HostException;

    /** The container that holds a pod's network namespace; empty where there is no such pod, or none of its own. */
    Optional<Infra> infra(String podmanName) throws HostException;

    /** The process that holds a pod's network namespace; 0 where there is no such pod, none of its own, or none that runs. */
    default long infraProcess(String podmanName) throws HostException {
        return infra(podmanName).map(Infra::process).orElse(0L);
    }

    /** Starts that container and nothing else of the pod; does nothing where it runs. */
    void startInfra(String podmanName) throws HostException;

    /** Starts a pod and all its containers; running ones are left alone. */
    void startPod(String podmanName) throws HostException;

    /**
     * Gives the running containers of a pod the limits that they should have, where they have others, and reads them back; fails
     * where they are not in force then.
     */
    void updateLimits(PodSpec pod) throws HostException;

    /**
     * Stops a pod's containers, each with the time that its stop timeout says; the pod stays and can be started again. One that is
     * stopped or gone already is no error.
     */
    void stopPod(String podmanName) throws HostException;

    /** Stops and removes a pod with its containers and its pod volumes; one that is gone already is no error. */
    void deletePod(String podmanName) throws HostException;

    /** How a container is, by its name in Podman. */
    Vitals vitals(String container) throws HostException;

    /** What a container wrote last to its standard output and error, oldest line first; nothing where nothing was kept. */
    List<String> logs(String container, int lines) throws HostException;

    /**
     * Runs a program in a running container, as whom the container runs; one that cannot be found or started has exit code 126
     * or 127.
     *
     * @param command program and arguments
     * @param limit how long its end is waited for
     */
    Execution exec(String container, List<String> command, Duration limit) throws HostException;

    /**
     * The container that holds a pod's network namespace.
     *
     * @param id Podman's id of it, whole
     * @param process number of its process, 0 where it does not run
     */
    record Infra(String id, long process) {}

    /**
     * What came of running a program.
     *
     * @param exitCode 0 to 255; empty where it had not ended in time
     * @param output what it wrote, both streams together
     */
    record Execution(Optional<Integer> exitCode, String output) {}

    /**
     * What Podman has.
     *
     * @param version Podman's version
     * @param networks all networks by name
     * @param pods pods that carry podseg's owner label, by Podman name
     * @param secrets Podman secrets that podseg made, name to the declared Secret's id
     * @param foreign pods and containers of others on any network, by name
     * @param occupied Podman names of containers and pods that are not podseg's, for collision checks
     * @param volumes all volumes by name but those of an {@code emptyDir}
     */
    record Observed(
            String version,
            SortedMap<String, NetworkState> networks,
            SortedMap<String, PodState> pods,
            SortedMap<String, String> secrets,
            SortedMap<String, ForeignContainer> foreign,
            List<String> occupied,
            SortedMap<String, VolumeState> volumes) {
        /** A Podman without volumes. */
        public Observed(
                String version,
                SortedMap<String, NetworkState> networks,
                SortedMap<String, PodState> pods,
                SortedMap<String, String> secrets,
                SortedMap<String, ForeignContainer> foreign,
                List<String> occupied) {
            this(version, networks, pods, secrets, foreign, occupied, new TreeMap<>());
        }
    }
}
