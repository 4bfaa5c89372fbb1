package io.podseg.desired;

import io.podseg.desired.AddressPlanner.Wish;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.Marks;
import io.podseg.model.NetworkSpec;
import io.podseg.model.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compiles the networks: those declared, those kept for pods that stay as they are, and the default one where a pod wants it. */
final class NetworkCompiler {
    private final Declarations declarations;
    private final Known known;
    private final Kept kept;
    private final List<Diagnostic> diagnostics;

    NetworkCompiler(Declarations declarations, Known known, Kept kept, List<Diagnostic> diagnostics) {
        this.declarations = declarations;
        this.known = known;
        this.kept = kept;
        this.diagnostics = diagnostics;
    }

    /** Complete networks by name; none where the pool has no room left, which is reported. */
    SortedMap<String, NetworkSpec> compile(NetworkWishes wishes) {
        List<NetworkSpec> specs = new ArrayList<>(
                declarations.networks().stream().map(NetworkCompiler::spec).toList());
        boolean declared = specs.stream().anyMatch(spec -> spec.name().equals(Names.DEFAULT_NETWORK));
        if (!declared && wishes.names().contains(Names.DEFAULT_NETWORK)) {
            specs.add(NetworkSpec.bridge(Names.DEFAULT_NETWORK, List.of()));
        }
        Set<String> names = specs.stream().map(NetworkSpec::name).collect(Collectors.toSet());
        kept.networks().values().stream()
                .filter(network -> !names.contains(network.name()))
                .forEach(specs::add);
        try {
            return new NetworkPlanner(known, specs.stream()).complete(specs, wishes.wanted());
        } catch (NetworkPlanner.PoolExhausted e) {
            declarations.networks().stream()
                    .findFirst()
                    .ifPresent(first ->
                            diagnostics.add(Diagnostic.error(first.source().start(), String.valueOf(e.getMessage()))));
            return new TreeMap<>();
        }
    }

    /** That it is not to be pruned stands on the network itself, for whoever has lost the inventory. */
    private static NetworkSpec spec(Manifest<NetworkSpec> manifest) {
        if (!manifest.marks().keep()) {
            return manifest.object();
        }
        TreeMap<String, String> labels = new TreeMap<>(manifest.object().labels());
        labels.put(Owner.PRUNE, Marks.DISABLED);
        return manifest.object().withLabels(labels);
    }

    /** The wishes without networks that do not exist, each of which is reported. */
    List<Wish> resolvable(NetworkWishes wishes, SortedMap<String, NetworkSpec> networks) {
        List<Wish> resolvable = new ArrayList<>();
        for (Wish wish : wishes.wishes()) {
            List<AttachmentRequest> existing = new ArrayList<>();
            for (AttachmentRequest request : wish.requests()) {
                if (networks.containsKey(request.network())) {
                    existing.add(request);
                } else {
                    diagnostics.add(Diagnostic.error(
                            wish.position(),
                            "network \"" + request.network() + "\" is not declared; expected one of "
                                    + networks.keySet() + " or a Network of that name"));
                }
            }
            resolvable.add(new Wish(wish.pod(), wish.position(), existing));
        }
        return resolvable;
    }

    /** Bridges with a declared name, which the wildcard for podseg's does not match. */
    static List<String> ownBridges(SortedMap<String, NetworkSpec> networks) {
        return networks.values().stream()
                .flatMap(spec -> spec.interfaceName().stream())
                .filter(name -> !name.startsWith(Names.BRIDGE_PREFIX))
                .sorted()
                .toList();
    }
}
