package io.podseg.host.podman;

import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.DockerRow;
import io.podseg.host.podman.api.DockerRow.Endpoint;
import io.podseg.host.podman.api.NetworkJson;
import io.podseg.host.podman.api.PodRow;
import io.podseg.host.podman.api.SecretRow;
import io.podseg.host.podman.api.VolumeJson;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Sorted;
import io.podseg.reconcile.PodmanPort.Observed;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.ForeignContainer;
import io.podseg.state.Limits;
import io.podseg.state.Membership;
import io.podseg.state.NetworkMode;
import io.podseg.state.NetworkState;
import io.podseg.state.PodState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Podman's listings put together. A pod is podseg's by the pod's own label only: an image can put any label on a container.
 */
final class Observation {
    /** Podman's listings, as answered, by a container's id what the kernel lets it use, and the ids of those that may not be started again. */
    record Listings(
            String version,
            List<NetworkJson> networks,
            List<PodRow> pods,
            List<ContainerRow> containers,
            List<DockerRow> dockerContainers,
            List<SecretRow> secrets,
            List<VolumeJson> volumes,
            Map<String, Limits> limits,
            Set<String> spent) {
        /** The listings of a Podman without volumes, of which no limits are known. */
        Listings(
                String version,
                List<NetworkJson> networks,
                List<PodRow> pods,
                List<ContainerRow> containers,
                List<DockerRow> dockerContainers,
                List<SecretRow> secrets) {
            this(version, networks, pods, containers, dockerContainers, secrets, List.of(), Map.of(), Set.of());
        }
    }

    private final Listings listings;
    private final Map<String, ContainerRow> containersById = new HashMap<>();
    private final Map<String, List<ContainerRow>> containersByPod = new HashMap<>();
    private final Map<String, Map<String, Endpoint>> endpointsById = new HashMap<>();
    private final Map<String, PodRow> ownPodsById = new HashMap<>();

    private Observation(Listings listings) {
        this.listings = listings;
        listings.containers().forEach(row -> {
            containersById.put(row.id(), row);
            containersByPod.computeIfAbsent(row.pod(), id -> new ArrayList<>()).add(row);
        });
        listings.dockerContainers().forEach(row -> endpointsById.put(row.id(), row.endpoints()));
        listings.pods().stream()
                .filter(pod -> Labels.owned(pod.labels()))
                .forEach(pod -> ownPodsById.put(pod.id(), pod));
    }

    static Observed of(Listings listings) {
        Observation observation = new Observation(listings);
        return new Observed(
                listings.version(),
                observation.networks(),
                observation.pods(),
                observation.secrets(),
                observation.foreign(),
                observation.occupied(),
                Volumes.observed(listings.volumes()));
    }

    /** By name of a pod or of a container that belongs to none: a process in its network namespace. */
    static SortedMap<String, Long> processes(List<PodRow> pods, List<ContainerRow> containers) {
        Map<String, String> podNames = new HashMap<>();
        pods.forEach(pod -> podNames.put(pod.infraId(), pod.name()));
        TreeMap<String, Long> processes = new TreeMap<>();
        containers.stream()
                .filter(row -> row.pid() > 0)
                .filter(row -> !row.networks().isEmpty() || row.infra() && hasOwnNetwork(row.pid()))
                .filter(row -> row.infra() || row.pod().isEmpty())
                .forEach(row -> processes.put(podNames.getOrDefault(row.id(), row.name()), row.pid()));
        return processes;
    }

    /** On no network of Podman's: such a pod has slirp4netns, pasta or nothing, or else the host's own. */
    private static boolean hasOwnNetwork(long pid) {
        try {
            return !namespace(Long.toString(pid)).equals(namespace("self"));
        } catch (IOException e) {
            // It has just ended.
            return false;
        }
    }

    private static Path namespace(String process) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", process, "ns", "net"));
    }

    private SortedMap<String, NetworkState> networks() {
        TreeMap<String, NetworkState> networks = new TreeMap<>();
        listings.networks().forEach(json -> networks.put(json.name(), NetworkCodec.decode(json)));
        return networks;
    }

    private SortedMap<String, PodState> pods() {
        TreeMap<String, PodState> pods = new TreeMap<>();
        ownPodsById.values().forEach(pod -> pods.put(pod.name(), pod(pod)));
        return pods;
    }

    private PodState pod(PodRow pod) {
        TreeMap<String, ContainerRun> runs = new TreeMap<>();
        TreeMap<String, String> images = new TreeMap<>();
        TreeMap<String, Limits> limits = new TreeMap<>();
        containersByPod.getOrDefault(pod.id(), List.of()).stream()
                .filter(row -> !row.infra())
                .forEach(row -> label(row.labels(), Labels.CONTAINER).ifPresent(name -> {
                    runs.put(
                            name,
                            listings.spent().contains(row.id())
                                    ? ContainerRun.SPENT
                                    : Containers.run(row.state(), row.exitCode()));
                    images.put(name, row.imageId());
                    Optional.ofNullable(listings.limits().get(row.id())).ifPresent(found -> limits.put(name, found));
                }));
        List<Attachment> asked = label(pod.labels(), Labels.ATTACHMENTS)
                .map(AttachmentLabel::read)
                .orElse(List.of());
        boolean up = runs.containsValue(ContainerRun.RUNNING);
        List<Attachment> attachments = infra(pod)
                .filter(infra -> !up || infra.state().equals("running"))
                .map(infra -> AttachmentLabel.actual(asked, infra.networks(), endpoints(infra)))
                .orElse(List.of());
        return new PodState(
                key(pod),
                pod.name(),
                label(pod.labels(), Owner.SPEC_HASH).orElse(""),
                attachments,
                runs,
                Owner.othersAndPrune(pod.labels()),
                images,
                Membership.of(pod.labels()),
                label(pod.labels(), Owner.NETWORK).flatMap(NetworkMode::parse).orElse(NetworkMode.BRIDGE),
                label(pod.labels(), Owner.LAYER).filter(Owner.POD_LAYER::equals).isPresent(),
                limits);
    }

    /**
     * Without its infra container a pod has no network at all, whatever its label says; and where that container died under
     * the others, they keep a network namespace that Podman no longer knows.
     */
    private Optional<ContainerRow> infra(PodRow pod) {
        return Optional.ofNullable(containersById.get(pod.infraId()));
    }

    private Map<String, Endpoint> endpoints(ContainerRow row) {
        return endpointsById.getOrDefault(row.id(), Map.of());
    }

    private static ObjectKey key(PodRow pod) {
        return new ObjectKey(
                label(pod.labels(), Owner.KIND).orElse("Pod"),
                label(pod.labels(), Owner.NAMESPACE).orElse("default"),
                label(pod.labels(), Owner.NAME).orElse(pod.name()));
    }

    private SortedMap<String, String> secrets() {
        TreeMap<String, String> secrets = new TreeMap<>();
        listings.secrets().stream()
                .map(SecretRow::spec)
                .forEach(spec -> SecretNames.declared(spec).ifPresent(id -> secrets.put(spec.name(), id)));
        return secrets;
    }

    private SortedMap<String, ForeignContainer> foreign() {
        TreeMap<String, ForeignContainer> foreign = new TreeMap<>();
        listings.containers().stream()
                .filter(row -> row.pod().isEmpty() && !row.networks().isEmpty())
                .forEach(row -> foreign.put(row.name(), foreign(row.name(), row.labels(), row)));
        listings.pods().stream()
                .filter(pod -> !ownPodsById.containsKey(pod.id()))
                .forEach(pod -> infra(pod)
                        .filter(row -> !row.networks().isEmpty())
                        .ifPresent(row -> foreign.put(pod.name(), foreign(pod.name(), pod.labels(), row))));
        return foreign;
    }

    private ForeignContainer foreign(String name, Map<String, String> labels, ContainerRow row) {
        boolean up = row.state().equals("running") || row.state().equals("paused");
        return new ForeignContainer(
                name, Sorted.map(labels), AttachmentLabel.foreign(row.networks(), up ? endpoints(row) : Map.of()));
    }

    /** Names of pods of others and of all containers that podseg did not make, those put into podseg's pods among them. */
    private List<String> occupied() {
        Stream<String> pods = listings.pods().stream()
                .filter(pod -> !ownPodsById.containsKey(pod.id()))
                .map(PodRow::name);
        Stream<String> containers =
                listings.containers().stream().filter(row -> !isOwn(row)).map(ContainerRow::name);
        return Stream.concat(pods, containers).distinct().sorted().toList();
    }

    private boolean isOwn(ContainerRow row) {
        return ownPodsById.containsKey(row.pod())
                && (row.infra()
                        || row.labels().containsKey(Labels.CONTAINER)
                        || row.labels().containsKey(Labels.INIT));
    }

    private static Optional<String> label(Map<String, String> labels, String name) {
        return Optional.ofNullable(labels.get(name));
    }
}
