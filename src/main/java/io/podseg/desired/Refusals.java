package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.Owner;
import io.podseg.model.PodmanAnnotations;
import io.podseg.model.Position;
import io.podseg.model.Source;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Policy;
import io.podseg.policy.World;
import io.podseg.state.ContainerSpec;
import io.podseg.state.NetworkMode.Kind;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.Protection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Pods that policies select and that no layer can enforce them on: refused, each with the reason and the way out. Only where the
 * host layer sees all of a pod's packets does it not matter what the pod can do to its own namespace.
 */
final class Refusals {
    private static final String EVERY = "ALL";
    private static final String TRACE = "SYS_PTRACE";

    private final Known known;
    private final Ground ground;
    private final World world;
    private final Layers layers;
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final List<Diagnostic> found = new ArrayList<>();

    Refusals(Known known, Ground ground, World world) {
        this.known = known;
        this.ground = ground;
        this.world = world;
        this.layers = new Layers(known.facts());
        world.endpoints().forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
    }

    /** Everything that is to be said; with an error among them nothing is applied. */
    List<Diagnostic> all() {
        ground.pods().values().forEach(this::pod);
        bridgesWithoutHook();
        return found;
    }

    private void pod(PodSpec pod) {
        Endpoint endpoint = endpoints.get(pod.key().id());
        Protection protection = ground.protections().get(pod.key());
        if (endpoint == null || protection == null || !endpoint.selectable()) {
            return;
        }
        Optional<Need> need = need(pod, endpoint);
        if (need.isPresent()) {
            users(pod, need.get());
            capabilities(pod, need.get());
            namespaceOfHost(pod, endpoint, need.get());
        }
        if (need.isPresent() || protection.pod() && protection.host() && !published(pod)) {
            hook(pod, need);
        }
        if (published(pod)) {
            found.addAll(new HiddenPorts(world, endpoint).warnings(source(pod)));
        }
    }

    /** What only the pod layer can do for a pod. */
    private record Need(List<String> policies, String what, String instead) {}

    private Optional<Need> need(PodSpec pod, Endpoint endpoint) {
        if (pod.network().userMode()) {
            return policies(endpoint, List.of(Direction.values()))
                    .map(policies -> new Need(
                            policies,
                            "with " + pod.network().kind().word() + " only rules inside the pod can enforce that",
                            "join a network instead (podseg.io/networks)"));
        }
        if (pod.network().kind() == Kind.BRIDGE && published(pod)) {
            return policies(endpoint, List.of(Direction.INGRESS))
                    .map(policies -> new Need(
                            policies,
                            "the ports that rootless Podman publishes can only be guarded by rules inside the pod",
                            "publish no hostPort"));
        }
        return Optional.empty();
    }

    private boolean published(PodSpec pod) {
        return !layers.hiding(pod).isEmpty();
    }

    private Optional<List<String>> policies(Endpoint endpoint, List<Direction> directions) {
        List<String> ids = world.enforced().stream()
                .filter(policy ->
                        directions.stream().anyMatch(side -> policy.rules(side).isPresent()))
                .filter(policy -> policy.selects(endpoint))
                .map(Policy::id)
                .toList();
        return Optional.of(ids).filter(list -> !list.isEmpty());
    }

    private void users(PodSpec pod, Need need) {
        if (Layers.foreignUsers(pod)) {
            refuse(
                    pod,
                    usersAsked(pod),
                    need,
                    "hooks cannot run in its user namespace ("
                            + Layers.users(pod).map(Object::toString).orElse("") + ")",
                    "leave it in the user namespace of its Podman (no hostUsers: false, no annotation "
                            + PodmanAnnotations.USERNS + ", no userNamespace of a SecurityProfile)");
        }
    }

    private Position usersAsked(PodSpec pod) {
        Source source = source(pod);
        String annotation = "/metadata/annotations/" + PodmanAnnotations.USERNS;
        return source.positions().containsKey(annotation) ? source.at(annotation) : source.at("/spec/hostUsers");
    }

    private void capabilities(PodSpec pod, Need need) {
        containers(pod).forEach((pointer, container) -> {
            ContainerSpec.Security security = container.security();
            String at = pointer + "/securityContext";
            if (security.privileged()) {
                refuse(
                        pod,
                        source(pod).at(at + "/privileged"),
                        need,
                        bypass(container, "is privileged"),
                        "remove privileged");
            }
            List<String> added = security.capAdd().stream()
                    .filter(capability -> Protection.WAYS_AROUND.contains(capability)
                            || capability.equals(EVERY)
                            || capability.equals(TRACE)
                                    && pod.settings().namespaces().hostPid())
                    .toList();
            if (!added.isEmpty()) {
                String names = String.join(", ", added);
                refuse(
                        pod,
                        source(pod).at(at + "/capabilities/add"),
                        need,
                        bypass(container, "has " + names),
                        "remove " + names);
            }
        });
    }

    private static String bypass(ContainerSpec container, String why) {
        return "container " + container.name() + " " + why + " and could change or go around them";
    }

    private static Map<String, ContainerSpec> containers(PodSpec pod) {
        Map<String, ContainerSpec> containers = new LinkedHashMap<>();
        List<ContainerSpec> first = pod.settings().initContainers();
        for (int i = 0; i < first.size(); i++) {
            containers.put("/spec/initContainers/" + i, first.get(i));
        }
        for (int i = 0; i < pod.containers().size(); i++) {
            containers.put("/spec/containers/" + i, pod.containers().get(i));
        }
        return containers;
    }

    /** pasta can hand connections from the pod's loopback interface to the host's, past every rule about addresses. */
    private void namespaceOfHost(PodSpec pod, Endpoint endpoint, Need need) {
        if (pod.network().kind() != Kind.PASTA
                || policies(endpoint, List.of(Direction.EGRESS)).isEmpty()) {
            return;
        }
        pod.network().options().stream()
                .filter(option -> option.matches("-[^-]*[TU].*|--tcp-n.*|--udp-n.*"))
                .forEach(option -> refuse(
                        pod,
                        source(pod).at(networks()),
                        need,
                        "pasta's option " + option
                                + " leads from its loopback interface to the host's, where no rule sees it",
                        "remove the option"));
    }

    private static String networks() {
        return "/metadata/annotations/podseg.io~1networks";
    }

    /** A pod that is there keeps the rules that it has; one that is made now would get none. */
    private void hook(PodSpec pod, Optional<Need> need) {
        Optional<String> problem = known.facts().hookProblem();
        if (problem.isEmpty()) {
            return;
        }
        String fix = "run: podseg hook install";
        if (isThere(pod)) {
            found.add(Diagnostic.warning(
                    source(pod).at(networks()),
                    "Pod " + pod.key().id() + " has its rules, but would lose them where somebody starts it again: "
                            + problem.get() + "; " + fix));
        } else if (need.isPresent()) {
            refuse(pod, source(pod).at(networks()), need.get(), problem.get(), fix);
        } else {
            found.add(Diagnostic.error(
                    source(pod).at("/metadata/annotations/podseg.io~1pod-layer"),
                    "Pod " + pod.key().id() + " is to have rules inside as a second line, but " + problem.get() + "; "
                            + fix + ", or remove the annotation " + Layers.ANNOTATION));
        }
    }

    private boolean isThere(PodSpec pod) {
        PodState there = known.pods().get(pod.key());
        return there != null && there.specHash().equals(pod.labels().getOrDefault(Owner.SPEC_HASH, ""));
    }

    private void refuse(PodSpec pod, Position position, Need need, String why, String way) {
        found.add(Diagnostic.error(
                position,
                "Pod " + pod.key().id() + " is selected by " + list(need.policies()) + ", and " + need.what() + ", but "
                        + why + "; " + way + ", or " + need.instead()));
    }

    private static String list(List<String> policies) {
        return (policies.size() == 1 ? "policy " : "policies ")
                + policies.stream().limit(3).collect(Collectors.joining(", "))
                + (policies.size() > 3 ? " and " + (policies.size() - 3) + " more" : "");
    }

    /** The bridges of a user vanish with the last container: without the hook, who starts one by hand starts it unfiltered. */
    private void bridgesWithoutHook() {
        Optional<String> problem = known.facts().hookProblem();
        if (!known.facts().rootless() || problem.isEmpty()) {
            return;
        }
        ground.pods().values().stream()
                .filter(pod -> pod.network().kind() == Kind.BRIDGE)
                .findFirst()
                .ifPresent(
                        pod -> found.add(
                                Diagnostic.warning(
                                        source(pod).start(),
                                        problem.get()
                                                + ": rootless Podman forgets all rules with its last container, and whoever then starts"
                                                + " one by hand starts it without rules until podseg looks; run: podseg hook install")));
    }

    private Source source(PodSpec pod) {
        Source source = ground.podSources().get(pod.key().id());
        return source == null ? new Source(new Position("", 1, 1), Map.of()) : source;
    }
}
