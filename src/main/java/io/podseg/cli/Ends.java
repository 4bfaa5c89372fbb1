package io.podseg.cli;

import io.podseg.model.DidYouMean;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable.Port;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what users name in a world, and says what they may have meant where nothing is found. */
final class Ends {
    private static final int SUGGESTED = 5;

    private final World world;
    private final List<String> problems = new ArrayList<>();

    Ends(World world) {
        this.world = world;
    }

    /** What was not found, a sentence each. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** A pod, resolver or address; one of a pod means that pod, any other is outside. */
    Optional<Endpoint> find(Target target) {
        Optional<Ip> ip = Ip.parse(target.name());
        if (ip.isPresent()) {
            return Optional.of(owner(ip.get()).orElseGet(() -> Endpoint.external(ip.get())));
        }
        String id = target.name().contains("/") ? target.name() : "default/" + target.name();
        Optional<Endpoint> found = world.endpoints().stream()
                .filter(endpoint -> endpoint.id().equals(id))
                .findFirst();
        if (found.isEmpty()) {
            problems.add("there is no pod " + id + " in the manifests" + suggestion(id));
        }
        return found;
    }

    /** Pods come before resolvers, which have the node's addresses. */
    private Optional<Endpoint> owner(Ip ip) {
        return Stream.of(true, false)
                .flatMap(pods -> world.endpoints().stream().filter(endpoint -> endpoint.isPod() == pods))
                .filter(endpoint -> endpoint.addresses().contains(ip))
                .findFirst();
    }

    private String suggestion(String id) {
        String name = id.substring(id.indexOf('/') + 1);
        List<String> ids = world.endpoints().stream().map(Endpoint::id).toList();
        List<String> near = new ArrayList<>(
                ids.stream().filter(known -> known.endsWith("/" + name)).toList());
        if (near.isEmpty()) {
            DidYouMean.closest(id, ids).or(() -> closestName(name, ids)).ifPresent(near::add);
        }
        if (!near.isEmpty()) {
            return "; did you mean " + String.join(" or ", near.subList(0, Math.min(near.size(), SUGGESTED))) + "?";
        }
        return ids.isEmpty() ? ", which declare none" : "; podseg matrix shows which there are";
    }

    private static Optional<String> closestName(String name, List<String> ids) {
        List<String> names =
                ids.stream().map(id -> id.substring(id.indexOf('/') + 1)).toList();
        return DidYouMean.closest(name, names).map(found -> ids.get(names.indexOf(found)));
    }

    /** The ports that are asked for; without any, those that the destination declares. */
    List<Port> ports(Target target, Endpoint to) {
        if (target.port().isEmpty()) {
            return declared(to);
        }
        String port = target.port().get();
        if (port.matches("[0-9]+")) {
            int number = Integer.parseInt(port);
            if (number < 1 || number > PortRange.MAX) {
                problems.add("port " + number + " does not exist; expected 1 to " + PortRange.MAX);
                return List.of();
            }
            return List.of(new Port(number, target.protocol().orElse(Protocol.TCP)));
        }
        List<Port> named = to.ports().stream()
                .filter(each -> each.name().filter(port::equals).isPresent())
                .filter(each -> target.protocol().map(each.protocol()::equals).orElse(true))
                .map(each -> new Port(each.port(), each.protocol()))
                .distinct()
                .sorted()
                .toList();
        if (named.isEmpty()) {
            List<String> names =
                    to.ports().stream().flatMap(each -> each.name().stream()).toList();
            problems.add(to.id() + " declares no container port named " + port
                    + target.protocol().map(protocol -> " of " + protocol).orElse("") + DidYouMean.suffix(port, names));
        }
        return named;
    }

    private List<Port> declared(Endpoint to) {
        List<Port> ports = to.ports().stream()
                .map((ContainerPort each) -> new Port(each.port(), each.protocol()))
                .distinct()
                .sorted()
                .toList();
        if (ports.isEmpty()) {
            String end = to.id().contains(":") ? "[" + to.id() + "]" : to.id();
            problems.add((to.isPod() ? to.id() + " declares no container port" : to.id() + " is an address outside")
                    + ": say which port is meant, such as " + end + ":80/TCP");
        }
        return ports;
    }
}
