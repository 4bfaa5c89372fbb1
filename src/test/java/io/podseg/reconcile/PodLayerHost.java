package io.podseg.reconcile;

import io.podseg.desired.Desired;
import io.podseg.desired.HostFacts;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.plan.PlanInput;
import io.podseg.plan.Planner;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import io.podseg.state.RuleText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** A host whose pods have rules inside that a test says, whatever the compiler would say. */
@NullMarked
final class PodLayerHost {
    static final Declarations MANIFESTS = new FolderSource(
                    List.of(Path.of("src/test/resources/lab/manifests/streams/narrow")))
            .load()
            .declarations();

    final FakePodman podman = new FakePodman();
    final FakeNetfilter netfilter = new FakeNetfilter();
    final FakePodRules podRules = new FakePodRules(podman);
    final MemoryStore store = new MemoryStore();

    PodLayerHost() {
        podman.addImage("localhost/podseg-test:1");
    }

    /** Rules that let these addresses in, everything out, and nothing else. */
    static Firewall rules(String... sources) {
        IpSet set = new IpSet("podseg4-callers", IpSet.Type.HASH_IP, Family.V4, new TreeSet<>(List.of(sources)));
        Rule.Own established = Rule.of(new Rule.Return(), new Rule.CtState(List.of("ESTABLISHED", "RELATED")));
        Rule.Own callers = Rule.of(new Rule.Return(), new Rule.InSet(set.name(), "src", false));
        MangleTable table = new MangleTable(
                new TreeMap<>(Map.of(
                        "PODSEG-POD-IN",
                        List.of(
                                RuleText.hashed("podseg established", established),
                                RuleText.hashed("x/callers", callers),
                                RuleText.hashed("podseg class x/callers", Rule.of(new Rule.Drop()))),
                        "PODSEG-POD-OUT",
                        List.of(RuleText.hashed("podseg not isolated", Rule.of(new Rule.Return()))))),
                new TreeMap<>(Map.of(
                        "INPUT", MangleTable.Hook.first("PODSEG-POD-IN"),
                        "POSTROUTING", MangleTable.Hook.first("PODSEG-POD-OUT"))));
        return new Firewall(Map.of(Family.V4, table), new TreeMap<>(Map.of(set.name(), set)), false);
    }

    HostPorts ports() {
        return new HostPorts(podman, netfilter, podRules, () -> HostFacts.ROOTFUL);
    }

    /** Plans these manifests with these rules inside pods, by Podman's name. */
    Planned plan(HostPorts ports, Declarations manifests, Map<String, Firewall> rules) throws HostException {
        SortedMap<String, Firewall> inside = new TreeMap<>(rules);
        Planned planned = new Reconciler(ports, store).plan(manifests, "r", true);
        Desired desired = planned.desired();
        HostState actual = new HostReadings(ports).withPodRules(planned.actual(), inside.keySet());
        return new Planned(
                Planner.plan(new PlanInput(
                        desired.state().withPodRules(inside),
                        actual,
                        planned.last(),
                        desired.pods(),
                        desired.secrets(),
                        desired.objects(),
                        desired.world(),
                        desired.diagnostics(),
                        new TreeMap<>(),
                        desired.transition().withPodRules(inside),
                        desired.workloads(),
                        desired.protections(),
                        false)),
                desired,
                actual,
                planned.last(),
                planned.first(),
                planned.revision());
    }

    Planned plan(Map<String, Firewall> rules) throws HostException {
        return plan(ports(), MANIFESTS, rules);
    }

    List<Outcome> apply(Map<String, Firewall> rules) throws HostException {
        return new Reconciler(ports(), store).apply(plan(rules), Progress.SILENT);
    }

    /** The process of a pod that runs. */
    long process(String pod) {
        return podman.processes().getOrDefault(pod, 0L);
    }

    /** The kernel in the namespace of a pod that runs. */
    FakeNetfilter inside(String pod) {
        return podRules.namespace(process(pod));
    }
}
