package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.HostFacts;
import io.podseg.host.podman.FakePodman;
import io.podseg.lab.Slots;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.HostState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Podseg is killed before and after every step that changes something, on the way from each state of a host to another: each call
 * of Podman, each part of a firewall transaction on the host or in the namespace of a pod, each file of its own. One more apply, and the host and what podseg remembers of
 * it are what an undisturbed apply leaves. The same on a real Podman and a real kernel: {@code e2e.CrashIT}.
 */
class CrashMatrixTest {
    private static final Path STATES = Path.of("src/test/resources/reconcile");
    private static final Path HOSTS = Path.of("src/test/resources/lab/manifests/crash");
    private static final Map<String, Declarations> LOADED = new ConcurrentHashMap<>();

    /** A hook that works. */
    private static final HostFacts HOOKED = HostFacts.ROOTFUL;

    /** Podman, kernel, the namespaces of pods, and state folder. */
    private static final class Host {
        final FakePodman podman = new FakePodman();
        final FakeNetfilter netfilter = new FakeNetfilter();
        final FakePodRules podRules = new FakePodRules(podman);
        final MemoryStore store = new MemoryStore();

        Host() {
            List.of("localhost/a:1", "localhost/a:2").forEach(podman::addImage);
        }

        private Reconciler reconciler() {
            return new Reconciler(new HostPorts(podman, netfilter, podRules, () -> HOOKED), store);
        }

        void apply(String state) throws HostException {
            Planned planned = plan(reconciler(), state);
            List<Outcome> outcomes = reconciler().apply(planned, Progress.SILENT);
            assertThat(outcomes).allMatch(Outcome.Applied.class::isInstance);
        }

        /** What an apply leaves behind. */
        String end() throws HostException {
            HostState host = reconciler().observe();
            return Slots.forgotten(host + "\n" + store.load() + "\n" + store.ruleset() + "\n" + podRules);
        }
    }

    @ParameterizedTest(name = "from {0} to {1}, {2} at once")
    @CsvSource({
        "nothing, before, 1",
        "before, after, 1",
        "after, before, 1",
        "before, nothing, 1",
        "nothing, crash-before, 1",
        "crash-before, crash-after, 1",
        "crash-after, crash-before, 1",
        "crash-after, nothing, 1",
        "before, fixed, 1",
        "jobs, after, 1",
        "crash-before, jobs, 1",
        "nothing, inside-before, 1",
        "inside-before, inside-after, 1",
        "inside-before, nothing, 1",
        "inside-before, inside-after, 4",
        "nothing, before, 4",
        "before, after, 4",
        "crash-before, crash-after, 4",
        "after, nothing, 4"
    })
    void theNextApplyReachesWhatAnUndisturbedOneReaches(String from, String to, int atOnce) throws HostException {
        String undisturbed = undisturbed(from, to);
        int steps = 0;
        boolean killed = true;
        for (int step = 1; killed; step++) {
            killed = false;
            for (boolean after : new boolean[] {false, true}) {
                Host host = new Host();
                host.apply(from);
                Steps counted = new Steps(step, after, atOnce);
                killed |= run(host, counted, to);
                String when = "killed " + (after ? "after" : "before") + " step " + step + ", " + counted.last();
                host.apply(to);
                assertThat(host.end()).as(when).isEqualTo(undisturbed);
            }
            steps = step;
        }
        assertThat(steps).as("steps at which it was killed").isGreaterThan(10);
    }

    private static String undisturbed(String from, String to) throws HostException {
        Host host = new Host();
        host.apply(from);
        host.apply(to);
        return host.end();
    }

    /** Whether it was killed. */
    private static boolean run(Host host, Steps steps, String to) throws HostException {
        Reconciler reconciler = new Reconciler(
                new HostPorts(
                        steps.around(PodmanPort.class, host.podman),
                        steps.around(NetfilterPort.class, host.netfilter),
                        steps.around(PodRulesPort.class, host.podRules),
                        () -> HOOKED),
                steps.around(StateStore.class, host.store));
        try {
            reconciler.apply(plan(reconciler, to), Progress.SILENT);
            return false;
        } catch (Steps.Killed e) {
            return true;
        }
    }

    private static Planned plan(Reconciler reconciler, String state) throws HostException {
        if (state.equals("nothing")) {
            return reconciler.planDestroy();
        }
        Planned planned = reconciler.plan(declarations(state), state, true);
        assertThat(planned.desired().diagnostics()).isEmpty();
        return planned;
    }

    private static Declarations declarations(String state) {
        return LOADED.computeIfAbsent(state, name -> {
            Path folder = name.startsWith("crash-") ? HOSTS.resolve(name.substring(6)) : STATES.resolve(name);
            ManifestSource.Loaded loaded = new FolderSource(List.of(folder)).load();
            assertThat(loaded.diagnostics()).isEmpty();
            return loaded.declarations();
        });
    }
}
