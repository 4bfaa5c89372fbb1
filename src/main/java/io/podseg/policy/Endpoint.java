package io.podseg.policy;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that opens or accepts connections.
 *
 * @param id unique in its world; {@code namespace/name} for pods, {@code namespace/name@podman} for what podseg did not make,
 *     the address for outside ones
 * @param kind what it is
 * @param namespace namespace; {@code kube-system} for resolvers, empty for outside addresses
 * @param labels labels that selectors see
 * @param addresses its addresses, in the order of its networks; a completed pod has none or is left out of the world
 * @param ports declared container ports, sorted
 * @param hostNetwork whether it uses the host's network: then no policy selects it and no selector finds it
 */
public record Endpoint(
        String id,
        Kind kind,
        String namespace,
        SortedMap<String, String> labels,
        List<Ip> addresses,
        List<ContainerPort> ports,
        boolean hostNetwork) {
    /** Ends the id of what podseg did not make; {@code @} can occur in no name of Kubernetes or Podman. */
    private static final String IN_PODMAN = "@podman";

    /**
     * What stands for the addresses of a pod that a process of the user connects (slirp4netns, pasta): it has some inside its
     * network namespace, which nobody else sees and by which nobody finds it.
     */
    public static final List<Ip> UNSEEN = List.of(Ip.of("0.0.0.0"), Ip.of("::"));

    /** Port of DNS. */
    public static final int DNS_PORT = 53;

    public Endpoint {
        Objects.requireNonNull(id);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(namespace);
        labels = Sorted.map(labels);
        addresses = addresses.stream().distinct().toList();
        ports = ports.stream().distinct().sorted().toList();
    }

    /** Kinds of endpoints. */
    public enum Kind {
        /** A declared pod. */
        POD,
        /** A container or pod of others on a managed network. */
        FOREIGN,
        /** The DNS resolver of a network; its address is the node's own. */
        RESOLVER,
        /** An address outside the host's pods. */
        EXTERNAL
    }

    /** A network's DNS resolver: to policies a pod {@code k8s-app: kube-dns} in {@code kube-system}, as in a cluster. */
    public static Endpoint resolver(String id, List<Ip> addresses) {
        List<ContainerPort> ports = List.of(
                new ContainerPort(Optional.of("dns"), DNS_PORT, Protocol.UDP),
                new ContainerPort(Optional.of("dns-tcp"), DNS_PORT, Protocol.TCP));
        SortedMap<String, String> labels = new TreeMap<>(Map.of("k8s-app", "kube-dns"));
        return new Endpoint(id, Kind.RESOLVER, "kube-system", labels, addresses, ports, false);
    }

    /**
     * A container or pod that podseg did not make; its id is {@code namespace/name@podman}.
     *
     * @param name Podman's name of it
     */
    public static Endpoint foreign(
            String namespace, String name, SortedMap<String, String> labels, List<Ip> addresses) {
        return new Endpoint(foreignId(namespace, name), Kind.FOREIGN, namespace, labels, addresses, List.of(), false);
    }

    /** Id of a container or pod that podseg did not make. */
    public static String foreignId(String namespace, String name) {
        return namespace + "/" + name + IN_PODMAN;
    }

    /** Podman's name of something that podseg did not make; empty for others. */
    public Optional<String> podmanName() {
        return kind == Kind.FOREIGN && id.endsWith(IN_PODMAN)
                ? Optional.of(id.substring(id.indexOf('/') + 1, id.length() - IN_PODMAN.length()))
                : Optional.empty();
    }

    /** An address outside. */
    public static Endpoint external(Ip address) {
        return new Endpoint(address.toString(), Kind.EXTERNAL, "", new TreeMap<>(), List.of(address), List.of(), false);
    }

    /** The same under another id. */
    public Endpoint withId(String other) {
        return new Endpoint(other, kind, namespace, labels, addresses, ports, hostNetwork);
    }

    /** The same with other addresses. */
    public Endpoint withAddresses(List<Ip> others) {
        return new Endpoint(id, kind, namespace, labels, others, ports, hostNetwork);
    }

    /** Whether policies can select it: it is a pod with a network of its own. */
    public boolean selectable() {
        return isPod() && !hostNetwork;
    }

    /**
     * Whether a process of the user carries its packets, or it is the resolver of those pods, or it is on the host's network, apart
     * from rootless Podman's bridges: its addresses are {@link #UNSEEN}.
     */
    public boolean unseen() {
        return addresses.equals(UNSEEN);
    }

    /** Families of the clients from outside that come to a port without their own addresses; none where all addresses are seen. */
    public List<Family> hidden(int port, Protocol protocol) {
        return ports.stream()
                .filter(declared -> declared.port() == port && declared.protocol() == protocol)
                .flatMap(declared -> declared.hidden().stream())
                .distinct()
                .toList();
    }

    /** Whether it is a pod, ours or foreign. */
    public boolean isPod() {
        return kind == Kind.POD || kind == Kind.FOREIGN;
    }

    /** Whether its addresses are the node's own, so that what it sends comes from the node. */
    public boolean onNode() {
        return kind == Kind.RESOLVER || hostNetwork;
    }

    /** Whether pod selectors can find it at this port: pods at any, a resolver only at 53/UDP and 53/TCP. */
    public boolean visibleToSelectors(int port, Protocol protocol) {
        return kind == Kind.RESOLVER ? port == DNS_PORT && protocol != Protocol.SCTP : selectable();
    }

    /** Whether pod selectors can find it at some port. */
    public boolean visibleToSelectors() {
        return kind == Kind.RESOLVER || selectable();
    }

    /** Numbers of the container ports with this name and protocol, sorted. */
    public List<Integer> portsNamed(String name, Protocol protocol) {
        return ports.stream()
                .filter(port -> port.protocol() == protocol
                        && port.name().filter(name::equals).isPresent())
                .map(ContainerPort::port)
                .distinct()
                .toList();
    }
}
