package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Ip;
import io.podseg.plan.ReadySets;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.PodState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call to Podman and to the kernel fails once, each in its turn, in an apply that makes, changes, replaces and deletes.
 * Whatever fails: no pod starts unguarded, no address is ready that has no running pod, and the next apply finishes the work.
 */
class FailureInjectionTest {
    private static final Path BEFORE = Path.of("src/test/resources/reconcile/before");
    private static final Path AFTER = Path.of("src/test/resources/reconcile/after");
    private static final Path VERSIONS = Path.of("src/test/resources/reconcile/versions");
    private static final Set<String> READS = Set.of("hasIpv6", "links", "atOnce", "confirm");

    /** What the kernel refuses once is tried again; and after the last change it is only read. */
    private static final Set<String> SURVIVED = Set.of("apply", "observe", "believed", "setBridgeNetfilter");

    private FakePodman podman = new FakePodman();
    private FakeNetfilter netfilter = new FakeNetfilter();
    private MemoryStore store = new MemoryStore();

    @BeforeEach
    void fresh() {
        podman = new FakePodman();
        podman.addImage("localhost/a:1");
        podman.addImage("localhost/a:2");
        netfilter = new FakeNetfilter();
        store = new MemoryStore();
    }

    /** What befalls the call. */
    private enum Misfortune {
        FAILS,
        /** The process is killed there; nothing more runs. */
        KILLS
    }

    @ParameterizedTest
    @EnumSource
    void eachCallOfAFirstApply(Misfortune misfortune) throws HostException {
        everyCall(load(BEFORE), Optional.empty(), misfortune);
    }

    @ParameterizedTest
    @EnumSource
    void eachCallOfAChange(Misfortune misfortune) throws HostException {
        everyCall(load(AFTER), Optional.of(load(BEFORE)), misfortune);
    }

    @ParameterizedTest
    @EnumSource
    void eachCallOfARollout(Misfortune misfortune) throws HostException {
        everyCall(load(VERSIONS.resolve("2")), Optional.of(load(VERSIONS.resolve("1"))), misfortune);
    }

    @ParameterizedTest
    @EnumSource
    void eachCallOfADestroy(Misfortune misfortune) throws HostException {
        everyCall(Declarations.NONE, Optional.of(load(BEFORE)), misfortune);
    }

    private void everyCall(Declarations wanted, Optional<Declarations> first, Misfortune misfortune)
            throws HostException {
        int failing = 0;
        boolean failed = true;
        while (failed) {
            fresh();
            if (first.isPresent()) {
                apply(reconciler(podman, netfilter), first.get());
            }
            failing++;
            Faults faults = new Faults(failing, misfortune);
            List<Outcome> outcomes = run(faults, wanted);
            failed = faults.hit().isPresent();
            String when = "when " + faults.hit().orElse("nothing") + " fails (call " + failing + ")";
            assertThat(outcomes).as(when).noneMatch(FailureInjectionTest::isBug);
            assertThat(faults.violations()).as(when).isEmpty();
            if (misfortune == Misfortune.FAILS) {
                assertThat(strayReady())
                        .as("ready without a running pod " + when)
                        .isEmpty();
            }
            if (misfortune == Misfortune.FAILS
                    && failed
                    && !outcomes.isEmpty()
                    && !SURVIVED.contains(faults.hit().orElse(""))) {
                assertThat(Reconciler.complete(outcomes)).as(when).isFalse();
            }

            apply(reconciler(podman, netfilter), wanted);
            Planned rest = plan(reconciler(podman, netfilter), wanted);
            assertThat(rest.plan().isEmpty())
                    .as("the next apply finishes the work " + when + ": "
                            + rest.plan().changes())
                    .isTrue();
            assertThat(podman.observe().pods().values()).as(when).allMatch(FailureInjectionTest::runs);
            leave(when);
        }
        assertThat(failing).as("number of calls that failed").isGreaterThan(10);
    }

    /** Whatever happened before, the last apply leaves the host as the first found it. */
    private void leave(String when) throws HostException {
        apply(reconciler(podman, netfilter), Declarations.NONE);
        assertThat(netfilter.observe()).as("what is left " + when).isEqualTo(Firewall.NONE);
        assertThat(podman.observe().pods()).as("pods left " + when).isEmpty();
        assertThat(podman.observe().secrets()).as("secrets left " + when).isEmpty();
    }

    /** Outcomes; none where the failure came before or after the work. */
    private List<Outcome> run(Faults faults, Declarations wanted) {
        Reconciler reconciler = reconciler(
                faults.around(PodmanPort.class, podman, this), faults.around(NetfilterPort.class, netfilter, this));
        List<Outcome> outcomes = new ArrayList<>();
        try {
            Planned planned = plan(reconciler, wanted);
            faults.target = Optional.of(planned.plan().target());
            reconciler.apply(planned, outcomes::add);
        } catch (HostException e) {
            assertThat(e).hasMessageContaining("injected");
        } catch (Killed e) {
            return outcomes;
        }
        return outcomes;
    }

    private static boolean isBug(Outcome outcome) {
        return outcome instanceof Outcome.Failed(var _, String reason) && reason.contains("bug");
    }

    private static boolean runs(PodState pod) {
        return pod.containers().values().stream().allMatch(run -> run == ContainerRun.RUNNING);
    }

    private Set<String> strayReady() throws HostException {
        Set<String> running = podman.observe().pods().values().stream()
                .filter(FailureInjectionTest::runs)
                .flatMap(FailureInjectionTest::addresses)
                .collect(Collectors.toSet());
        Set<String> stray = ready();
        stray.removeAll(running);
        return stray;
    }

    private static java.util.stream.Stream<String> addresses(PodState pod) {
        return pod.attachments().stream()
                .map(Attachment::addresses)
                .flatMap(List::stream)
                .map(Ip::toString);
    }

    private Set<String> ready() throws HostException {
        Set<String> ready = new TreeSet<>();
        netfilter.observe().sets().values().stream()
                .filter(set -> ReadySets.isReadySet(set.name()))
                .forEach(set -> set.members().forEach(member -> ready.add(member.split(",", 2)[0])));
        return ready;
    }

    private Reconciler reconciler(PodmanPort some, NetfilterPort other) {
        return new Reconciler(some, other, store);
    }

    private static Planned plan(Reconciler reconciler, Declarations wanted) throws HostException {
        return wanted.equals(Declarations.NONE) ? reconciler.planDestroy() : reconciler.plan(wanted, "r", true);
    }

    private static void apply(Reconciler reconciler, Declarations wanted) throws HostException {
        Planned planned = plan(reconciler, wanted);
        assertThat(planned.desired().diagnostics()).isEmpty();
        List<Outcome> outcomes = reconciler.apply(planned, Progress.SILENT);
        assertThat(outcomes).allMatch(Outcome.Applied.class::isInstance);
    }

    private static Declarations load(Path folder) {
        ManifestSource.Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).isEmpty();
        return loaded.declarations();
    }

    /** Goes through everything, as the end of the process does. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Stands before both ports, fails one call, and watches what must never happen. */
    private static final class Faults {
        private final int failing;
        private final Misfortune misfortune;
        private final List<String> violations = new ArrayList<>();
        private Optional<String> hit = Optional.empty();
        private Optional<Firewall> target = Optional.empty();
        private int calls;

        Faults(int failing, Misfortune misfortune) {
            this.failing = failing;
            this.misfortune = misfortune;
        }

        Optional<String> hit() {
            return hit;
        }

        List<String> violations() {
            return violations;
        }

        <T> T around(Class<T> type, T real, FailureInjectionTest world) {
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, args) -> {
                // What does not declare that it may fail only tells the port something.
                if (!READS.contains(method.getName())
                        && List.of(method.getExceptionTypes()).contains(HostException.class)) {
                    watch(method.getName(), args, world);
                    if (++calls == failing) {
                        hit = Optional.of(method.getName());
                        if (misfortune == Misfortune.KILLS) {
                            throw new Killed();
                        }
                        throw new HostException("injected into " + method.getName());
                    }
                }
                try {
                    return method.invoke(real, args);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }));
        }

        private void watch(String method, Object[] args, FailureInjectionTest world) throws HostException {
            if (method.equals("startPod")) {
                ReadBack.difference(target.orElseThrow(), world.netfilter.observe())
                        .ifPresent(problem -> violations.add(args[0] + " starts unguarded: " + problem));
            }
            if (method.equals("deletePod")) {
                HostState now = new Reconciler(world.podman, world.netfilter, world.store).observe();
                Optional.ofNullable(now.pods().get(String.valueOf(args[0]))).stream()
                        .flatMap(FailureInjectionTest::addresses)
                        .filter(address -> {
                            try {
                                return world.ready().contains(address);
                            } catch (HostException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .forEach(address -> violations.add(args[0] + " is removed while ready"));
            }
        }
    }
}
