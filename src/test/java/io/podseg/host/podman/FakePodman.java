package io.podseg.host.podman;

import io.podseg.model.NetworkSpec;
import io.podseg.model.Owner;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ImageTrustPort;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.Vitals;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.ContainerSpec;
import io.podseg.state.ForeignContainer;
import io.podseg.state.ImageState;
import io.podseg.state.Limits;
import io.podseg.state.MountSpec;
import io.podseg.state.NetworkState;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeSpec;
import io.podseg.state.VolumeState;
import io.podseg.trust.TrustRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Podman in memory, for tests of what stands above the port. It keeps {@link PodmanPortContract}; beyond that, tests can make
 * the next call of an operation fail, change things as somebody on the host would, and see what was called.
 */
public final class FakePodman implements PodmanPort {
    private final SortedMap<String, VolumeState> volumes = new TreeMap<>();
    private final TreeMap<String, NetworkState> networks = new TreeMap<>();
    private final TreeMap<String, PodSpec> pods = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, ContainerRun>> runs = new TreeMap<>();
    private final TreeMap<String, List<Attachment>> moved = new TreeMap<>();
    private final TreeMap<String, String> secrets = new TreeMap<>();
    private final TreeMap<String, ForeignContainer> foreign = new TreeMap<>();
    private final TreeSet<String> occupied = new TreeSet<>();
    private final Set<String> images = new HashSet<>(Set.of(PrivatePodman.IMAGE));
    private final TreeMap<String, ArrayDeque<Vitals>> vitals = new TreeMap<>();
    private final TreeMap<String, ArrayDeque<Execution>> executions = new TreeMap<>();
    private final TreeMap<String, List<String>> logs = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, Limits>> limits = new TreeMap<>();
    private final TreeMap<String, String> tags = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, String>> used = new TreeMap<>();
    private final TreeMap<String, String> failures = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private final TreeMap<String, TrustRules> trusted = new TreeMap<>();
    private final TreeMap<String, Long> infra = new TreeMap<>();
    private ImageTrustPort signatures = ImageTrustPort.NONE;
    private BiConsumer<Long, String> hook = (process, id) -> {};
    private long lastProcess;

    /** A host with Podman's own network and nothing of podseg. */
    public FakePodman() {
        networks.put("podman", new NetworkState(NetworkSpec.bridge("podman", List.of()), false));
    }

    /**
     * Makes the next call of an operation fail.
     *
     * @param call such as {@code createPod shop_web}; {@code observe} has no name
     */
    public void fail(String call, String message) {
        failures.put(call, message);
    }

    /** All calls that change something, in order, failed ones too: {@code createPod shop_web}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** An image that is on the host, or that a registry has. */
    public void addImage(String image) {
        images.add(image);
    }

    /** A name stands for another image from now on. */
    public void moveImage(String image, String id) {
        images.add(image);
        tags.put(image, id);
    }

    /** As {@code podman pod rm -f}. */
    public void removePodByHand(String podmanName) {
        pods.remove(podmanName);
        runs.remove(podmanName);
        infra.remove(podmanName);
        moved.remove(podmanName);
    }

    /** As {@code podman network rm -f}. */
    public void removeNetworkByHand(String name) {
        networks.remove(name);
    }

    /** As {@code podman network create}, or as one of podseg's networks changed by hand. */
    public void putNetwork(NetworkState network) {
        networks.put(network.spec().name(), network);
    }

    /** A container stopped, paused, crashed. */
    public void putRun(String podmanName, String container, ContainerRun run) {
        running(podmanName).put(container, run);
    }

    /** As {@code podman rm -f} of one container. */
    public void removeContainerByHand(String podmanName, String container) {
        running(podmanName).remove(container);
    }

    /** As {@code podman run}. */
    public void addForeign(ForeignContainer container) {
        foreign.put(container.name(), container);
        occupied.add(container.name());
    }

    /** As {@code podman network connect} or {@code disconnect} of a pod's infra container. */
    public void attachByHand(String podmanName, List<Attachment> attachments) {
        moved.put(podmanName, attachments);
    }

    /** Process numbers are made up: no two starts have the same. */
    @Override
    public synchronized SortedMap<String, Long> processes() {
        TreeMap<String, Long> processes = new TreeMap<>();
        Stream.concat(pods.keySet().stream().filter(this::isUp), foreign.keySet().stream())
                .forEach(name -> processes.put(name, infra.computeIfAbsent(name, key -> ++lastProcess)));
        return processes;
    }

    private boolean isUp(String name) {
        return infra.containsKey(name) || running(name).containsValue(ContainerRun.RUNNING);
    }

    @Override
    public synchronized Optional<Infra> infra(String podmanName) {
        return pods.containsKey(podmanName)
                ? Optional.of(new Infra("infra-of-" + podmanName, infra.getOrDefault(podmanName, 0L)))
                : Optional.empty();
    }

    /** Is told of the process of each infra container that starts, and of the id of that container: the hook. */
    public void onInfra(BiConsumer<Long, String> started) {
        hook = started;
    }

    @Override
    public synchronized void startInfra(String podmanName) throws HostException {
        begin("startInfra", podmanName);
        require(pods.containsKey(podmanName), "no such pod");
        beginInfra(podmanName);
    }

    private void beginInfra(String podmanName) {
        if (!infra.containsKey(podmanName)) {
            infra.put(podmanName, ++lastProcess);
            hook.accept(lastProcess, "infra-of-" + podmanName);
        }
    }

    /** As if somebody restarted a pod: its network namespace is another one. */
    public synchronized void restartByHand(String podmanName) {
        infra.remove(podmanName);
        beginInfra(podmanName);
    }

    @Override
    public Observed observe() throws HostException {
        failWhereAsked("observe");
        TreeMap<String, PodState> states = new TreeMap<>();
        pods.forEach((name, pod) -> states.put(
                name,
                new PodState(
                        pod.key(),
                        name,
                        pod.labels().getOrDefault(Owner.SPEC_HASH, ""),
                        moved.getOrDefault(name, pod.attachments()),
                        running(name),
                        Owner.othersAndPrune(pod.labels()),
                        used.getOrDefault(name, imagesOf(pod)),
                        pod.member(),
                        pod.network(),
                        pod.podLayer(),
                        limits(name))));
        return new Observed(
                "4.3.1",
                new TreeMap<>(networks),
                states,
                new TreeMap<>(secrets),
                new TreeMap<>(foreign),
                List.copyOf(occupied),
                new TreeMap<>(volumes));
    }

    @Override
    public void createVolume(VolumeSpec volume) throws HostException {
        begin("createVolume", volume.podmanName());
        require(!volumes.containsKey(volume.podmanName()), "a volume " + volume.podmanName() + " exists already");
        volumes.put(volume.podmanName(), new VolumeState(volume, true));
    }

    @Override
    public void deleteVolume(String podmanName) throws HostException {
        begin("deleteVolume", podmanName);
        VolumeState volume = volumes.get(podmanName);
        require(volume == null || volume.owned(), "the volume " + podmanName + " was not made by podseg");
        volumes.remove(podmanName);
    }

    /** As {@code podman volume create}. */
    public void addVolumeByHand(VolumeSpec volume) {
        volumes.put(volume.podmanName(), new VolumeState(volume, false));
    }

    private TreeMap<String, Limits> limits(String podmanName) {
        TreeMap<String, Limits> running = new TreeMap<>(limits.getOrDefault(podmanName, new TreeMap<>()));
        running.keySet().removeIf(container -> running(podmanName).get(container) != ContainerRun.RUNNING);
        return running;
    }

    private static TreeMap<String, Limits> wantedLimits(PodSpec pod) {
        TreeMap<String, Limits> wanted = new TreeMap<>();
        pod.containers().forEach(container -> wanted.put(container.name(), Limits.of(container)));
        return wanted;
    }

    /** As {@code podman update}. */
    public void putLimits(String podmanName, String container, Limits now) {
        limits.computeIfAbsent(podmanName, name -> new TreeMap<>()).put(container, now);
    }

    /** Is told of as a call only where it changes something. */
    @Override
    public synchronized void updateLimits(PodSpec pod) throws HostException {
        if (!limits(pod.podmanName()).equals(wantedLimits(pod))) {
            begin("updateLimits", pod.podmanName());
            limits.put(pod.podmanName(), wantedLimits(pod));
        }
    }

    /** The id of an image is its name here. */
    private TreeMap<String, String> imagesOf(PodSpec pod) {
        TreeMap<String, String> ids = new TreeMap<>();
        pod.containers().forEach(container -> ids.put(container.name(), idOf(container.image())));
        return ids;
    }

    private String idOf(String image) {
        return tags.getOrDefault(image, image);
    }

    /** Of an image {@code x} the digest is {@code sha256:x}; what has been moved away from is known by its id. */
    @Override
    public synchronized Optional<ImageState> image(String reference, boolean pull) throws HostException {
        failWhereAsked("image " + reference);
        return images.contains(reference) || used.values().stream().anyMatch(ids -> ids.containsValue(reference))
                ? Optional.of(new ImageState(idOf(reference), "sha256:" + idOf(reference)))
                : Optional.empty();
    }

    @Override
    public void createNetwork(NetworkSpec network) throws HostException {
        begin("createNetwork", network.name());
        require(!networks.containsKey(network.name()), "a network " + network.name() + " exists already");
        networks.put(network.name(), new NetworkState(network, true));
    }

    @Override
    public void deleteNetwork(String name) throws HostException {
        begin("deleteNetwork", name);
        NetworkState network = networks.get(name);
        if (network == null) {
            return;
        }
        require(network.owned(), "the network " + name + " was not made by podseg");
        require(
                Stream.concat(
                                pods.values().stream().flatMap(pod -> pod.attachments().stream()),
                                foreign.values().stream().flatMap(other -> other.attachments().stream()))
                        .noneMatch(on -> on.network().equals(name)),
                "the network " + name + " is being used");
        networks.remove(name);
    }

    @Override
    public void createSecret(SecretSpec secret) throws HostException {
        begin("createSecret", secret.podmanName());
        secrets.put(secret.podmanName(), secret.key().id());
    }

    @Override
    public void deleteSecret(String podmanName) throws HostException {
        begin("deleteSecret", podmanName);
        secrets.remove(podmanName);
    }

    @Override
    public void createPod(PodSpec pod, TrustRules trust) throws HostException {
        String name = pod.podmanName();
        begin("createPod", name);
        trusted.put(name, trust);
        require(!pods.containsKey(name) && !occupied.contains(name), "a pod named " + name + " exists already");
        for (Attachment attachment : pod.attachments()) {
            require(networks.containsKey(attachment.network()), "there is no network " + attachment.network());
        }
        requireImages(pod);
        for (ContainerSpec container : pod.everyContainer().toList()) {
            for (String secret : secretsOf(container)) {
                require(secrets.containsKey(secret), "there is no secret " + secret);
            }
        }
        pods.put(name, pod);
        TreeMap<String, ContainerRun> created = new TreeMap<>();
        pod.containers().forEach(container -> created.put(container.name(), ContainerRun.CREATED));
        runs.put(name, created);
        used.put(name, imagesOf(pod));
        limits.put(name, wantedLimits(pod));
    }

    /** Signatures of images are what this one says. */
    public void sign(ImageTrustPort port) {
        signatures = port;
    }

    @Override
    public ImageTrustPort signatures() {
        return signatures;
    }

    /** Which images needed which signatures when the pod was made. */
    public Optional<TrustRules> trusted(String pod) {
        return Optional.ofNullable(trusted.get(pod));
    }

    @Override
    public void provideImages(PodSpec pod, TrustRules trust) throws HostException {
        failWhereAsked("provideImages " + pod.podmanName());
        requireImages(pod);
    }

    private void requireImages(PodSpec pod) throws HostException {
        for (ContainerSpec container : pod.everyContainer().toList()) {
            require(
                    images.contains(container.image()),
                    "the image " + container.image() + " is missing, pull policy " + container.pullPolicy());
            for (MountSpec mount : container.mounts()) {
                if (mount instanceof MountSpec.Image image) {
                    require(
                            images.contains(image.reference()),
                            "the image " + image.reference() + " is missing, pull policy " + image.pullPolicy());
                }
            }
            require(
                    !container.settings().confinement().nonRoot()
                            || container.security().user().isPresent(),
                    "the container " + container.podmanName() + " must not run as root, and its image does");
        }
    }

    private static List<String> secretsOf(ContainerSpec container) {
        List<String> names = new ArrayList<>(container.secretEnv().values());
        container.mounts().forEach(mount -> {
            if (mount instanceof MountSpec.SecretFile file) {
                names.add(file.secret());
            }
        });
        return names;
    }

    @Override
    public void startPod(String podmanName) throws HostException {
        begin("startPod", podmanName);
        PodSpec pod = pods.get(podmanName);
        if (pod == null) {
            throw new HostException("There is no pod " + podmanName + ".");
        }
        for (Attachment mine : pod.attachments()) {
            Optional<String> taken = pods.values().stream()
                    .filter(other -> !other.podmanName().equals(podmanName) && isUp(other))
                    .flatMap(other -> other.attachments().stream())
                    .filter(other -> other.network().equals(mine.network()))
                    .flatMap(other -> other.addresses().stream())
                    .filter(mine.addresses()::contains)
                    .map(Object::toString)
                    .findFirst();
            require(taken.isEmpty(), "the address " + taken.orElse("") + " is allocated already");
        }
        beginInfra(podmanName);
        running(podmanName).replaceAll((container, run) -> ContainerRun.RUNNING);
    }

    @Override
    public void stopPod(String podmanName) throws HostException {
        begin("stopPod", podmanName);
        infra.remove(podmanName);
        if (pods.containsKey(podmanName)) {
            running(podmanName)
                    .replaceAll((container, run) -> run == ContainerRun.RUNNING ? ContainerRun.COMPLETED : run);
        }
    }

    private boolean isUp(PodSpec pod) {
        return running(pod.podmanName()).containsValue(ContainerRun.RUNNING);
    }

    @Override
    public void deletePod(String podmanName) throws HostException {
        begin("deletePod", podmanName);
        removePodByHand(podmanName);
    }

    /** What programs in a container meet, one after the other; the last for good. */
    public void putExecutions(String container, Execution... answers) {
        executions.put(container, new ArrayDeque<>(List.of(answers)));
    }

    /** What looks at a container tell, one after the other; the last for good. */
    public void putVitals(String container, Vitals... looks) {
        vitals.put(container, new ArrayDeque<>(List.of(looks)));
    }

    /** What a container has written. */
    public void putLogs(String container, String... lines) {
        logs.put(container, List.of(lines));
    }

    /** A container that nothing else was said about was started long ago. */
    @Override
    public synchronized Vitals vitals(String container) throws HostException {
        failWhereAsked("vitals " + container);
        Optional<Vitals> told = next(vitals.get(container));
        if (told.isPresent()) {
            return told.get();
        }
        for (PodSpec pod : pods.values()) {
            for (ContainerSpec spec : pod.containers()) {
                if (spec.podmanName().equals(container)) {
                    ContainerRun run = running(pod.podmanName()).getOrDefault(spec.name(), ContainerRun.CREATED);
                    return new Vitals(
                            run,
                            run == ContainerRun.FAILED ? 1 : 0,
                            0,
                            Instant.EPOCH,
                            run == ContainerRun.RUNNING ? 1 : 0,
                            false);
                }
            }
        }
        throw new HostException("Podman: no such container " + container + ".");
    }

    @Override
    public synchronized List<String> logs(String container, int lines) throws HostException {
        vitals(container);
        List<String> all = logs.getOrDefault(container, List.of());
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    @Override
    public synchronized Execution exec(String container, List<String> command, Duration limit) throws HostException {
        failWhereAsked("exec " + container);
        require(vitals(container).run() == ContainerRun.RUNNING, "the container " + container + " does not run");
        return next(executions.get(container)).orElse(new Execution(Optional.of(0), ""));
    }

    private static <T> Optional<T> next(@Nullable ArrayDeque<T> answers) {
        if (answers == null) {
            return Optional.empty();
        }
        return Optional.of(answers.size() > 1 ? answers.removeFirst() : answers.getFirst());
    }

    private TreeMap<String, ContainerRun> running(String podmanName) {
        return runs.computeIfAbsent(podmanName, name -> new TreeMap<>());
    }

    private void begin(String operation, String name) throws HostException {
        calls.add(operation + " " + name);
        failWhereAsked(operation + " " + name);
    }

    private void failWhereAsked(String call) throws HostException {
        String message = failures.remove(call);
        if (message != null) {
            throw new HostException(message);
        }
    }

    private static void require(boolean condition, String problem) throws HostException {
        if (!condition) {
            throw new HostException("Podman: " + problem + ".");
        }
    }

    /** The first address of a pod, as text; empty where there is no such pod. */
    public String address(String pod) throws HostException {
        PodState state = observe().pods().get(pod);
        return state == null
                ? ""
                : state.attachments().getFirst().addresses().getFirst().toString();
    }
}
