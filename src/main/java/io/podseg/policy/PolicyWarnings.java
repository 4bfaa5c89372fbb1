package io.podseg.policy;

import io.podseg.model.Diagnostic;
import io.podseg.model.Hidden;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What policies may say and hardly can mean: a selector that selects no pod, a namespaceSelector that matches no namespace, the
 * name of a port that no pod has, and pods on the host's network, which no policy reaches. A pod peer that finds nobody is none
 * of them: policies often come before the pods that they are about.
 */
public final class PolicyWarnings {
    /** The namespace that stock policies name for DNS, whether or not a network has a resolver. */
    private static final String SYSTEM = "kube-system";

    private final World world;
    private final Groups groups;
    private final PeerResolver peers;
    private final List<Endpoint> onHost;
    private final Map<String, Source> sources;
    private final List<Diagnostic> found = new ArrayList<>();

    private PolicyWarnings(World world, Map<String, Source> sources) {
        this.world = world;
        this.sources = sources;
        groups = new Groups(world);
        peers = new PeerResolver(groups);
        onHost = world.endpoints().stream()
                .filter(endpoint -> endpoint.isPod() && endpoint.hostNetwork())
                .toList();
    }

    /**
     * Looks at every policy.
     *
     * @param world pods and policies
     * @param policies where each policy stands, by its id
     * @param pods where each declared pod stands, by its id
     */
    public static List<Diagnostic> of(World world, Map<String, Source> policies, Map<String, Source> pods) {
        PolicyWarnings warnings = new PolicyWarnings(world, policies);
        for (Policy policy : world.policies()) {
            boolean selects = warnings.selection(policy);
            for (Direction direction : Direction.values()) {
                for (PolicyRule rule : policy.rules(direction).orElse(List.of())) {
                    warnings.rule(policy, direction, rule, selects);
                }
            }
        }
        warnings.onHost.forEach(pod -> warnings.hostNetwork(pod, pods));
        return List.copyOf(warnings.found);
    }

    /** Whether the policy selects any pod; where not, says so. */
    private boolean selection(Policy policy) {
        if (groups.in(policy.namespace(), policy.pods()).stream().anyMatch(group -> !group.resolver())) {
            return true;
        }
        List<String> hosts = onHost.stream()
                .filter(pod -> selectsByLabels(policy, pod))
                .map(Endpoint::id)
                .toList();
        String namespace = "namespace " + policy.namespace();
        String why;
        if (!hosts.isEmpty()) {
            why = Hints.list(hosts) + (hosts.size() == 1 ? " matches but uses" : " match but use")
                    + " the host's network, where policies have no effect";
        } else if (groups.in(policy.namespace(), Selector.ALL).stream().allMatch(Groups.Group::resolver)) {
            why = "there is none in " + namespace + ": check metadata.namespace";
        } else {
            why = Hints.missing(policy.pods(), labels(policy.namespace()), "pod", namespace);
        }
        warn(policy, "/spec/podSelector", "policy " + policy.id() + " selects no pod: " + why);
        return false;
    }

    private List<Endpoint> selected(Policy policy) {
        return groups.in(policy.namespace(), policy.pods()).stream()
                .filter(group -> !group.resolver())
                .flatMap(group -> group.members().stream())
                .toList();
    }

    private List<Map<String, String>> labels(String namespace) {
        return groups.in(namespace, Selector.ALL).stream()
                .<Map<String, String>>map(Groups.Group::labels)
                .toList();
    }

    private static boolean selectsByLabels(Policy policy, Endpoint pod) {
        return pod.namespace().equals(policy.namespace()) && policy.pods().matches(pod.labels());
    }

    private void rule(Policy policy, Direction direction, PolicyRule rule, boolean selects) {
        String place = "/spec/" + direction.field() + "/" + rule.index();
        String list = place + (direction == Direction.INGRESS ? "/from/" : "/to/");
        for (int i = 0; i < rule.peers().size(); i++) {
            if (rule.peers().get(i) instanceof PodPeer peer) {
                namespaces(policy, peer, list + i);
                if (direction == Direction.EGRESS) {
                    hostPeers(policy, peer, list + i);
                }
            }
        }
        for (int i = 0; i < rule.ports().size(); i++) {
            if (rule.ports().get(i) instanceof NamedPort port) {
                port(policy, port, destinations(policy, direction, rule, selects), place + "/ports/" + i + "/port");
            }
        }
    }

    private void namespaces(Policy policy, PodPeer peer, String place) {
        Optional<Selector> selector = peer.namespaces();
        if (selector.isPresent()
                && groups.namespacesMatching(selector.get()).isEmpty()
                && !SYSTEM.equals(selector.get().matchLabels().get(World.NAMESPACE_NAME))) {
            warn(
                    policy,
                    place + "/namespaceSelector",
                    "namespaceSelector " + selector.get() + " matches no namespace, so that this peer means no pod: "
                            + Hints.missing(
                                    selector.get(),
                                    List.copyOf(world.namespaceLabels().values()),
                                    "namespace",
                                    "the manifests"));
        }
    }

    /** Egress to pods on the host's network is egress to the node; what the node sends needs no rule. */
    private void hostPeers(Policy policy, PodPeer peer, String place) {
        List<String> hosts = onHost.stream()
                .filter(pod -> finds(peer, policy, pod))
                .map(Endpoint::id)
                .toList();
        if (!hosts.isEmpty() && peers.members(peer, policy.namespace()).isEmpty()) {
            warn(
                    policy,
                    place,
                    "this peer finds " + Hints.list(hosts)
                            + " by labels only; selectors find no pod on the host's network: allow the node's address with an"
                            + " ipBlock");
        }
    }

    private boolean finds(PodPeer peer, Policy policy, Endpoint pod) {
        boolean there = peer.namespaces()
                .map(selector -> selector.matches(
                        Objects.requireNonNull(world.namespaceLabels().get(pod.namespace()))))
                .orElse(pod.namespace().equals(policy.namespace()));
        return there && peer.pods().orElse(Selector.ALL).matches(pod.labels());
    }

    /** The endpoints whose ports a rule can mean; all where it means none now but may later. */
    private List<Endpoint> destinations(Policy policy, Direction direction, PolicyRule rule, boolean selects) {
        if (direction == Direction.INGRESS) {
            return selects ? selected(policy) : world.endpoints();
        }
        List<Endpoint> members = rule.peers().stream()
                .flatMap(peer -> peers.members(peer, policy.namespace()).stream())
                .toList();
        boolean outside = !rule.peers().isEmpty() && rule.peers().stream().allMatch(BlockPeer.class::isInstance);
        return members.isEmpty() && !outside ? world.endpoints() : members;
    }

    private void port(Policy policy, NamedPort port, List<Endpoint> destinations, String place) {
        SortedSet<String> names = new TreeSet<>();
        for (Endpoint destination : destinations) {
            for (ContainerPort declared : destination.ports()) {
                String name = declared.name().orElse("");
                if (name.equals(port.name()) && declared.protocol() == port.protocol()) {
                    return;
                }
                if (!name.isEmpty()) {
                    names.add(name + "/" + declared.protocol());
                }
            }
        }
        Optional<String> other = names.stream()
                .filter(name -> name.startsWith(port.name() + "/"))
                .findFirst();
        String known = names.isEmpty() ? "they name no port" : "they name " + Hints.list(List.copyOf(names));
        warn(
                policy,
                place,
                "no pod that this rule can mean has a port " + port + ", so that it allows nothing: "
                        + other.map(name -> "write protocol: " + name.substring(name.indexOf('/') + 1))
                                .orElse(known + "; a name means a container port of the destination"));
    }

    private void hostNetwork(Endpoint pod, Map<String, Source> pods) {
        Source source = pods.get(pod.id());
        if (source == null) {
            return;
        }
        List<String> policies = world.policies().stream()
                .filter(policy -> selectsByLabels(policy, pod))
                .map(Policy::id)
                .toList();
        String which = policies.isEmpty()
                ? ""
                : "; " + Hints.list(policies) + (policies.size() == 1 ? " matches" : " match")
                        + " its labels without any effect on it";
        warn(
                source.at("/spec/hostNetwork"),
                "Pod " + pod.id() + " uses the host's network: no policy selects it, as in Kubernetes" + which);
    }

    private void warn(Policy policy, String pointer, String message) {
        Optional.ofNullable(sources.get(policy.id()))
                .ifPresent(source -> warn(source.at(pointer), message + " (" + pointer + ")"));
    }

    private void warn(Position position, String message) {
        found.add(Diagnostic.warning(position, Hidden.escape(message)));
    }
}
