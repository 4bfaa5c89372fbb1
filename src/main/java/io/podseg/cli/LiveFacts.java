package io.podseg.cli;

import io.podseg.audit.Exemptions;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.NetworkFacts;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.PolicyFacts;
import io.podseg.audit.facts.Subject;
import io.podseg.audit.facts.Told;
import io.podseg.audit.live.Deviations;
import io.podseg.audit.live.FromLive;
import io.podseg.audit.live.Seen;
import io.podseg.model.ObjectKey;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.HookDependence;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.LookPort.Settings;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.Scope;
import io.podseg.reconcile.StateStore;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import io.podseg.status.Enforcement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What runs and the host, as what the audit looks at. */
final class LiveFacts {
    private final Edges.Host host;
    private final StateStore store;
    private final Context context;

    private LiveFacts(Context context, Edges.Host host, StateStore store) {
        this.context = context;
        this.host = host;
        this.store = store;
    }

    /**
     * Looks.
     *
     * @param watched how long the kernel counts which capabilities are used; zero for not at all
     * @param manifests what is declared, to be compared with the rules that are in force; empty where nothing is said
     * @param declared the same as the audit looks at it
     */
    static Audited of(Context context, Duration watched, Optional<Manifests> manifests, Optional<Audited> declared)
            throws HostException {
        StateStore store = context.edges().store(context.globals().stateFolder());
        try (Edges.Host host = context.edges()
                .open(context.globals().connection(), context.globals().stateFolder())) {
            return new LiveFacts(context, host, store).look(watched, manifests, declared);
        }
    }

    private Audited look(Duration watched, Optional<Manifests> manifests, Optional<Audited> declared)
            throws HostException {
        Inventory last = store.load().orElse(Inventory.EMPTY);
        Reconciler reconciler = new Reconciler(host.ports(), store);
        HostState actual = reconciler.observe();
        FromLive facts =
                new FromLive(last.world(), context.globals().stateFolder().toString());
        List<Seen> containers = host.look().containers(watched);
        List<PodFacts> pods = facts.pods(containers);
        Settings settings = host.look().settings();
        Optional<Planned> planned =
                manifests.isPresent() ? Optional.of(plan(reconciler, manifests.get())) : Optional.empty();
        Deviations deviations = new Deviations(actual)
                .unkept(containers, facts)
                .drift(last.equals(Inventory.EMPTY) ? List.of() : Enforcement.broken(actual, last.firewall()))
                .pending(planned.map(LiveFacts::pending).orElse(0))
                .hook(HookDependence.problem(actual, host.facts()))
                .ipv6(settings.ipv6())
                .users(pods, containers, facts, host.hook().look().installed(), settings.users());
        return new Audited(
                Origin.LIVE,
                pods,
                excused(facts.policies(), declared),
                actual.networks().values().stream().map(LiveFacts::network).toList(),
                List.of(),
                unkept(planned, manifests, declared),
                Optional.of(with(settings.host(), deviations)));
    }

    /** Nothing of a policy but its rules is on the host: whoever accepts a finding of it says so in the manifests. */
    private static List<PolicyFacts> excused(List<PolicyFacts> policies, Optional<Audited> declared) {
        Map<ObjectKey, SortedMap<String, String>> exemptions = new HashMap<>();
        declared.ifPresent(manifests -> manifests
                .policies()
                .forEach(policy -> exemptions.putIfAbsent(policy.subject().key(), policy.exemptions())));
        return policies.stream()
                .map(policy -> new PolicyFacts(
                        policy.subject(),
                        policy.places(),
                        exemptions.getOrDefault(policy.subject().key(), policy.exemptions()),
                        policy.selected()))
                .toList();
    }

    private static HostAudit with(HostAudit host, Deviations deviations) {
        return new HostAudit(host.rootless(), host.trust(), host.registries(), host.files(), deviations.found());
    }

    private List<Told> unkept(Optional<Planned> planned, Optional<Manifests> manifests, Optional<Audited> declared) {
        return planned.isEmpty() || manifests.isEmpty() || declared.isEmpty()
                ? List.of()
                : new UnkeptFields(manifests.get().loaded().declarations(), declared.get())
                        .of(planned.get().desired(), host.facts());
    }

    private static Planned plan(Reconciler reconciler, Manifests manifests) throws HostException {
        return reconciler.plan(
                manifests.loaded().declarations(), manifests.loaded().revision(), new Scope(true, List.of()));
    }

    /** How many changes an apply would make to the firewall. */
    private static int pending(Planned planned) {
        return (int) planned.plan().changes().stream()
                .filter(change -> change.header().key().kind().equals("NetworkPolicy"))
                .count();
    }

    private static NetworkFacts network(NetworkState network) {
        boolean engineDefault = network.spec().name().equals("podman");
        return new NetworkFacts(
                Subject.of(
                        Origin.LIVE, new ObjectKey("Network", "", network.spec().name())),
                Places.NOWHERE,
                Exemptions.of(network.spec().labels()),
                network.spec().name(),
                engineDefault,
                network.owned(),
                network.spec().internal() || network.spec().isolate());
    }
}
