package io.podseg.reconcile;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Networks that would take an interface of the host's for their bridge. The standing guard closes every bridge of podseg's to
 * whoever is no pod, so that {@code interfaceName: eth0} would lock everybody out of the host before Podman could refuse it.
 */
final class TakenInterfaces {
    private TakenInterfaces() {}

    /** One error for each, at its place. */
    static List<Diagnostic> of(Declarations declarations, HostState actual, NetfilterPort netfilter) {
        Set<String> own = new TreeSet<>();
        actual.networks().values().stream()
                .filter(NetworkState::owned)
                .forEach(network -> network.spec().interfaceName().ifPresent(own::add));
        List<Manifest<NetworkSpec>> asking = declarations.networks().stream()
                .filter(network -> network.object()
                        .interfaceName()
                        .filter(name -> !own.contains(name))
                        .isPresent())
                .toList();
        Set<String> links = asking.isEmpty() ? Set.of() : netfilter.links();
        return asking.stream()
                .flatMap(network -> error(network, links).stream())
                .toList();
    }

    private static Optional<Diagnostic> error(Manifest<NetworkSpec> network, Set<String> links) {
        return network.object()
                .interfaceName()
                .filter(links::contains)
                .map(name -> Diagnostic.error(
                        network.source().at("/spec/interfaceName"),
                        "interface name \"" + name
                                + "\" is taken: this host has an interface of that name, which the network's"
                                + " rules would close; choose another, or leave interfaceName out"));
    }
}
