package io.podseg.reconcile;

import static io.podseg.reconcile.PodLayerHost.MANIFESTS;
import static io.podseg.reconcile.PodLayerHost.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.desired.HostFacts;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.plan.Change;
import io.podseg.plan.Inventory;
import io.podseg.plan.PlanText;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Firewall;
import io.podseg.state.TrackedConnection;
import io.podseg.status.HostStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Rules in the network namespaces of pods: from before a pod is made until after it is gone. */
@NullMarked
class PodGuardTest {
    private static final String SERVER = "streams_server";
    private static final String CLIENT = "streams_client";
    private static final Firewall ONE = rules("10.94.0.10");
    private static final Firewall OTHER = rules("10.94.0.20");

    private final PodLayerHost host = new PodLayerHost();

    private void applied(Map<String, Firewall> rules) throws HostException {
        assertThat(host.apply(rules)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(host.plan(rules).plan().isEmpty()).as("nothing left to do").isTrue();
    }

    private void hasRules(String pod, Firewall rules) throws HostException {
        assertThat(ReadBack.difference(rules, host.inside(pod).observe())).isEmpty();
        assertThat(host.podRules.of(pod)).contains(rules);
    }

    /** The message of the change of an object. */
    private static String why(List<Outcome> outcomes, String key) {
        return outcomes.stream()
                .filter(outcome -> outcome.change().header().key().toString().equals(key))
                .map(Outcome::why)
                .findFirst()
                .orElse("there is no change of " + key);
    }

    /** Calls of several ports in one order. */
    private <T> T noting(Class<T> port, T real, List<String> calls) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (_, method, arguments) -> {
                    calls.add(method.getName() + (arguments == null ? "" : " " + arguments[0]));
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void aRulesetIsKeptBeforeItsPodIsMadeAndReadBackBeforeItsProgramsStart() throws HostException {
        List<String> calls = new ArrayList<>();
        HostPorts ports = new HostPorts(
                noting(PodmanPort.class, host.podman, calls),
                host.netfilter,
                noting(PodRulesPort.class, host.podRules, calls),
                host.ports().facts());
        Planned planned = host.plan(ports, MANIFESTS, Map.of(SERVER, ONE));
        calls.clear();
        assertThat(new Reconciler(ports, host.store).apply(planned, Progress.SILENT))
                .allMatch(Outcome.Applied.class::isInstance);
        long process = host.process(SERVER);
        assertThat(calls)
                .containsSubsequence(
                        "keep " + SERVER,
                        "bind " + SERVER,
                        "startInfra " + SERVER,
                        "in " + process,
                        "startPod " + SERVER);
        assertThat(calls.indexOf("keep " + SERVER))
                .isLessThan(calls.stream()
                        .map(call -> call.startsWith("createPod"))
                        .toList()
                        .indexOf(true));
        assertThat(calls).doesNotContain("startInfra " + CLIENT, "keep " + CLIENT);
        hasRules(SERVER, ONE);
    }

    @Test
    void nothingOfAPodStartsWhereTheHookDidNotPutItsRulesThere() throws HostException {
        host.podRules.removeHook();
        List<Outcome> outcomes = host.apply(Map.of(SERVER, ONE));
        assertThat(why(outcomes, "Pod streams/server"))
                .contains("are not in force")
                .contains("chain PODSEG-POD-IN (V4) reads back otherwise")
                .contains("podseg hook status");
        assertThat(host.podman.calls()).contains("startInfra " + SERVER, "stopPod " + SERVER);
        assertThat(host.podman.calls()).doesNotContain("startPod " + SERVER).contains("startPod " + CLIENT);
        assertThat(host.podman.processes()).doesNotContainKey(SERVER);
    }

    /** Podman stops a pod whose programs have ended a moment later than it says, and what was started meanwhile with it. */
    private PodmanPort stopping(int times, List<String> starts) {
        PodmanPort real = host.podman;
        return PodmanPort.class.cast(Proxy.newProxyInstance(
                PodmanPort.class.getClassLoader(), new Class<?>[] {PodmanPort.class}, (_, method, arguments) -> {
                    try {
                        Object answer = method.invoke(real, arguments);
                        if (method.getName().equals("startInfra")) {
                            starts.add(String.valueOf(arguments[0]));
                            if (starts.size() <= times) {
                                real.stopPod(String.valueOf(arguments[0]));
                            }
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private List<Outcome> appliedWhilePodmanStops(int times, List<String> starts) throws HostException {
        HostPorts ports =
                new HostPorts(stopping(times, starts), host.netfilter, host.podRules, () -> HostFacts.ROOTFUL);
        return new Reconciler(ports, host.store)
                .apply(host.plan(ports, MANIFESTS, Map.of(SERVER, ONE)), Progress.SILENT);
    }

    @Test
    void aPodThatPodmanStopsWhileItIsStartedIsStartedOnceMore() throws HostException {
        List<String> starts = new ArrayList<>();
        assertThat(appliedWhilePodmanStops(2, starts)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(starts).containsExactly(SERVER, SERVER, SERVER);
        hasRules(SERVER, ONE);
    }

    @Test
    void aPodThatEndsEachTimeIsAFailure() throws HostException {
        List<String> starts = new ArrayList<>();
        assertThat(why(appliedWhilePodmanStops(99, starts), "Pod streams/server"))
                .contains("its infra container has ended at once");
        assertThat(starts).hasSize(4);
        assertThat(host.podman.processes()).doesNotContainKey(SERVER);
    }

    /** Where the hook is missing no policy selects such a pod, or the plan would have been refused. */
    @Test
    void whereTheHookIsKnownToBeMissingThePodGetsItsRulesBeforeItsProgramsStart() throws HostException {
        host.podRules.removeHook();
        List<String> calls = new ArrayList<>();
        HostPorts ports = new HostPorts(
                noting(PodmanPort.class, host.podman, calls),
                host.netfilter,
                noting(PodRulesPort.class, host.podRules, calls),
                () -> new HostFacts(true, Optional.of("the hook is not installed")));
        Planned planned = host.plan(ports, MANIFESTS, Map.of(SERVER, ONE));
        assertThat(new Reconciler(ports, host.store).apply(planned, Progress.SILENT))
                .allMatch(Outcome.Applied.class::isInstance);
        assertThat(calls)
                .containsSubsequence("startInfra " + SERVER, "in " + host.process(SERVER), "startPod " + SERVER);
        hasRules(SERVER, ONE);
    }

    @Test
    void aPodWhoseRulesetCannotBeKeptDoesNotStartAndOthersDo() throws HostException {
        host.podRules.failToKeep(SERVER);
        List<Outcome> outcomes = host.apply(Map.of(SERVER, ONE, CLIENT, ONE));
        assertThat(why(outcomes, "Pod streams/server")).contains("no space left on device");
        assertThat(host.podman.calls()).doesNotContain("startInfra " + SERVER).contains("startPod " + CLIENT);
        assertThat(why(outcomes, "NetworkPolicy streams/server"))
                .as("the policy is not in force everywhere")
                .contains(SERVER)
                .contains("no space left on device");
    }

    @Test
    void aChangedPolicyReachesAPodThatRunsAndItsNextStart() throws HostException {
        applied(Map.of(SERVER, ONE));
        long process = host.process(SERVER);
        applied(Map.of(SERVER, OTHER));
        assertThat(host.process(SERVER)).as("the pod keeps running").isEqualTo(process);
        hasRules(SERVER, OTHER);
        host.podman.restartByHand(SERVER);
        assertThat(host.process(SERVER)).isNotEqualTo(process);
        hasRules(SERVER, OTHER);
        assertThat(host.plan(Map.of(SERVER, OTHER)).plan().isEmpty()).isTrue();
    }

    @Test
    void exactlyWhatTheNewRulesForbidIsCutInThePodsOwnTable() throws HostException {
        applied(Map.of(SERVER, rules("10.94.0.10", "10.94.0.20")));
        TrackedConnection stays = connection("10.94.0.20", "10.94.0.11", false);
        TrackedConnection goes = connection("10.94.0.10", "10.94.0.11", false);
        TrackedConnection itsOwn = connection("10.94.0.11", "10.94.0.10", true);
        host.inside(SERVER).open(List.of(stays, goes, itsOwn));
        applied(Map.of(SERVER, OTHER));
        assertThat(host.inside(SERVER).connections()).containsExactly(stays, itsOwn);
    }

    private static TrackedConnection connection(String from, String to, boolean fromNode) {
        return new TrackedConnection(
                "tcp",
                Ip.of(from),
                Ip.of(to),
                9000,
                new TrackedConnection.Original(Ip.of(to), 40000, 9000),
                fromNode,
                true);
    }

    @Test
    void whatSomebodyChangedInAPodsNamespaceIsDriftWithItsCause() throws HostException {
        applied(Map.of(SERVER, ONE));
        host.inside(SERVER).tamper(Family.V4, List.of("*mangle", ":PODSEG-POD-IN - [0:0]", "COMMIT"));
        Planned planned = host.plan(Map.of(SERVER, ONE));
        assertThat(planned.plan().changes()).singleElement().satisfies(change -> {
            assertThat(change).isInstanceOf(Change.EnforcePodRules.class);
            assertThat(change.header().drift()).isTrue();
        });
        assertThat(PlanText.render(planned.plan(), false))
                .contains("! PodRules streams/server")
                .contains("Chain IPv4/PODSEG-POD-IN: flushed on the host");
        assertThat(enforced()).as("a policy is in force").isFalse();
        applied(Map.of(SERVER, ONE));
        hasRules(SERVER, ONE);
        assertThat(enforced()).as("a policy is in force").isTrue();
    }

    private boolean enforced() throws HostException {
        Reconciler reconciler = new Reconciler(host.ports(), host.store);
        return HostStatus.of(reconciler.observe(), host.store.load().orElse(Inventory.EMPTY), reconciler.counters())
                .objects()
                .stream()
                .filter(object -> object.key().kind().equals("NetworkPolicy"))
                .allMatch(object -> object.good());
    }

    @Test
    void aJumpThatIsNoLongerFirstAndAMemberThatIsMissingAreDrift() throws HostException {
        applied(Map.of(SERVER, ONE));
        host.inside(SERVER).tamper(Family.V4, List.of("*mangle", ":X - [0:0]", "-I INPUT 1 -j X", "COMMIT"));
        host.inside(SERVER).tamperSets(List.of("del podseg4-callers 10.94.0.10"));
        assertThat(PlanText.render(host.plan(Map.of(SERVER, ONE)).plan(), false))
                .contains("no longer first, now at 2, and 1 more");
        applied(Map.of(SERVER, ONE));
        hasRules(SERVER, ONE);
    }

    /** After a boot Podman starts what should run always, and the runtime folder is empty. */
    @Test
    void podsThatCameUpDarkAfterABootGetTheirRules() throws HostException {
        applied(Map.of(SERVER, ONE));
        host.podRules.loseFiles();
        host.podRules.bind(SERVER, "infra-of-" + SERVER);
        host.podman.restartByHand(SERVER);
        assertThat(ReadBack.difference(FakePodRules.DARK, host.inside(SERVER).observe()))
                .isEmpty();
        assertThat(host.plan(Map.of(SERVER, ONE)).plan().changes())
                .singleElement()
                .isInstanceOf(Change.EnforcePodRules.class);
        applied(Map.of(SERVER, ONE));
        hasRules(SERVER, ONE);
    }

    @Test
    void aSpoiltRulesetIsKeptAnewThoughNothingElseIsToBeDone() throws HostException {
        applied(Map.of(SERVER, ONE));
        host.podRules.forget(SERVER);
        Planned planned = host.plan(Map.of(SERVER, ONE));
        assertThat(planned.plan().isEmpty()).isTrue();
        new Reconciler(host.ports(), host.store).confirm(planned);
        assertThat(host.podRules.of(SERVER)).contains(ONE);
    }

    @Test
    void rulesThatAreNoLongerWantedLeaveTheNamespaceAndAreForgotten() throws HostException {
        applied(Map.of(SERVER, ONE, CLIENT, ONE));
        applied(Map.of(CLIENT, ONE));
        assertThat(host.inside(SERVER).observe().tables().values())
                .allMatch(table -> table.chains().isEmpty()
                        && table.hooks().values().stream().allMatch(h -> h.count() == 0));
        assertThat(host.inside(SERVER).observe().sets()).isEmpty();
        assertThat(host.podRules.kept()).containsExactly(CLIENT);
    }

    @Test
    void whoRemovesAPodRemovesItsRuleset() throws HostException {
        applied(Map.of(SERVER, ONE));
        Declarations nothing = Declarations.NONE;
        new Reconciler(host.ports(), host.store).apply(host.plan(host.ports(), nothing, Map.of()), Progress.SILENT);
        assertThat(host.podRules.kept()).isEmpty();

        applied(Map.of(SERVER, ONE));
        host.podman.removePodByHand(SERVER);
        new Reconciler(host.ports(), host.store).apply(host.plan(host.ports(), nothing, Map.of()), Progress.SILENT);
        assertThat(host.podRules.kept()).as("kept for a pod that is gone").isEmpty();
    }

    @Test
    void aPodThatEndsWhileItsRulesAreWrittenStopsNobody() throws HostException {
        applied(Map.of(SERVER, ONE, CLIENT, ONE));
        Planned planned = host.plan(Map.of(SERVER, OTHER, CLIENT, OTHER));
        host.podRules.end(host.process(SERVER));
        host.inside(SERVER).failWhen(_ -> true);
        host.podman.stopPod(SERVER);
        List<Outcome> outcomes = new Reconciler(host.ports(), host.store).apply(planned, Progress.SILENT);
        assertThat(outcomes).allMatch(Outcome.Applied.class::isInstance);
        hasRules(CLIENT, OTHER);
        assertThat(host.podRules.of(SERVER)).as("for its next start").contains(OTHER);
    }

    /** Podman tells the process of a pod until it has stopped all of it, and a process may end before. */
    @Test
    void aPodThatPodmanHasNotSeenEndStopsNobody() throws Exception {
        applied(Map.of(SERVER, ONE, CLIENT, ONE));
        Planned planned = host.plan(Map.of(SERVER, OTHER, CLIENT, OTHER));
        host.podRules.end(host.process(SERVER));
        Thread podman = Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(300);
                host.podman.stopPod(SERVER);
            } catch (HostException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        List<Outcome> outcomes = new Reconciler(host.ports(), host.store).apply(planned, Progress.SILENT);
        podman.join();
        assertThat(outcomes).allMatch(Outcome.Applied.class::isInstance);
        hasRules(CLIENT, OTHER);
        assertThat(host.podRules.of(SERVER)).as("for its next start").contains(OTHER);
    }

    @Test
    void whatWasMadeIsRememberedWhereTheRulesOfAPodCannotBeReadAfterwards() throws HostException {
        Planned planned = host.plan(Map.of(SERVER, ONE));
        Progress spoiling = outcome -> {
            if (outcome.change().header().key().toString().endsWith("Pod streams/server")) {
                host.inside(SERVER).failWhen(_ -> true);
            }
        };
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> new Reconciler(host.ports(), host.store).apply(planned, spoiling));
        assertThat(host.store.load().orElseThrow().objects())
                .as("objects")
                .hasSize(planned.desired().objects().size());
    }

    @Test
    void aPodWhoseNamespaceCannotBeWrittenIsToldOf() throws HostException {
        applied(Map.of(SERVER, ONE, CLIENT, ONE));
        Planned planned = host.plan(Map.of(SERVER, OTHER, CLIENT, OTHER));
        host.inside(SERVER)
                .failWhen(line -> line.equals("*mangle") || line.startsWith("del ") || line.startsWith("add "));
        List<Outcome> outcomes = new Reconciler(host.ports(), host.store).apply(planned, Progress.SILENT);
        assertThat(outcomes)
                .filteredOn(Outcome.Failed.class::isInstance)
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.change().header().key().toString()).isEqualTo("PodRules streams/server");
                    assertThat(failed.why()).contains("injected failure");
                });
        hasRules(CLIENT, OTHER);
        assertThat(enforced()).isFalse();
        host.inside(SERVER).failWhen(_ -> false);
        applied(Map.of(SERVER, OTHER, CLIENT, OTHER));
        assertThat(enforced()).isTrue();
    }

    @Test
    void aNamespaceThatCannotBeReadIsNamed() throws HostException {
        applied(Map.of(SERVER, ONE));
        host.inside(SERVER).failWhen(line -> line.equals("observe"));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.plan(Map.of(SERVER, ONE)))
                .withMessageContaining("network namespace of pod " + SERVER);
    }

    @Test
    void aHostWithoutAPodLayerIsNotAskedForProcesses() throws HostException {
        applied(Map.of());
        List<String> calls = new ArrayList<>();
        HostPorts ports = new HostPorts(
                noting(PodmanPort.class, host.podman, calls),
                host.netfilter,
                noting(PodRulesPort.class, host.podRules, calls),
                host.ports().facts());
        new Reconciler(ports, host.store).apply(host.plan(ports, MANIFESTS, Map.of()), Progress.SILENT);
        assertThat(calls).doesNotContain("processes").noneMatch(call -> call.startsWith("in "));
        assertThat(Set.copyOf(calls)).contains("observe", "kept");
    }

    /** One who looks again and again reads a namespace only when something tells of a change, or the pod is another. */
    @Test
    void namespacesAreReadAgainWhereSomethingDoubtsThem() throws HostException {
        applied(Map.of(SERVER, ONE));
        List<String> calls = new ArrayList<>();
        HostView view = new HostView(
                new HostPorts(
                        noting(PodmanPort.class, host.podman, calls),
                        host.netfilter,
                        new NotingPods(host.podRules, calls),
                        host.ports().facts()),
                () -> 7);
        assertThat(host.plan(view.ports(), MANIFESTS, Map.of(SERVER, ONE))
                        .plan()
                        .isEmpty())
                .isTrue();
        assertThat(calls).contains("processes", "read");
        calls.clear();
        view.doubt(Set.of(Trigger.FILES));
        host.plan(view.ports(), MANIFESTS, Map.of(SERVER, ONE));
        assertThat(calls).doesNotContain("processes", "read");
        assertThat(view.kernelSeen()).hasValue(7);

        host.inside(SERVER).tamper(Family.V4, List.of("*mangle", ":PODSEG-POD-IN - [0:0]", "COMMIT"));
        view.doubt(Set.of(Trigger.NETFILTER));
        assertThat(host.plan(view.ports(), MANIFESTS, Map.of(SERVER, ONE))
                        .plan()
                        .podLayer()
                        .stale())
                .containsExactly(SERVER);
        assertThat(calls).contains("read").doesNotContain("processes");

        host.podman.restartByHand(SERVER);
        view.doubt(Set.of(Trigger.PODMAN));
        assertThat(host.plan(view.ports(), MANIFESTS, Map.of(SERVER, ONE))
                        .plan()
                        .isEmpty())
                .as("the pod's new namespace is right")
                .isTrue();
    }

    /** Notes when a namespace is read. */
    private record NotingPods(PodRulesPort real, List<String> calls) implements PodRulesPort {
        @Override
        public void keep(String podmanName, Firewall rules) throws HostException {
            real.keep(podmanName, rules);
        }

        @Override
        public void bind(String podmanName, String infraContainer) throws HostException {
            real.bind(podmanName, infraContainer);
        }

        @Override
        public void forget(String podmanName) throws HostException {
            real.forget(podmanName);
        }

        @Override
        public Set<String> kept() throws HostException {
            return real.kept();
        }

        @Override
        public NetfilterPort in(long process) {
            NetfilterPort kernel = real.in(process);
            return NetfilterPort.class.cast(Proxy.newProxyInstance(
                    NetfilterPort.class.getClassLoader(),
                    new Class<?>[] {NetfilterPort.class},
                    (_, method, arguments) -> {
                        if (method.getName().equals("observe")) {
                            calls.add("read");
                        }
                        try {
                            return method.invoke(kernel, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }
}
