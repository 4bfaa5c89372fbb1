package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.plan.ReadySets;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Attachment;
import io.podseg.state.Firewall;
import io.podseg.state.ForeignContainer;
import io.podseg.state.TransactionBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the next boot would load is what the kernel was seen to have. */
class BootRulesTest {
    private static final String LEASE = "10.70.0.200";

    private final MemoryStore store = new MemoryStore();
    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final Reconciler reconciler = new Reconciler(podman, netfilter, store);

    @BeforeEach
    void images() {
        podman.addImage("localhost/a:1");
        podman.addImage("localhost/a:2");
    }

    private static Declarations wanted(String state) {
        return new FolderSource(List.of(Path.of("src/test/resources/reconcile", state)))
                .load()
                .declarations();
    }

    private void apply(String state) throws HostException {
        Planned planned = reconciler.plan(wanted(state), state, true);
        assertThat(reconciler.apply(planned, Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
    }

    /** What differs between the kernel and a host that has just loaded the ruleset. */
    private boolean asKept() throws HostException {
        FakeNetfilter booted = new FakeNetfilter();
        booted.apply(TransactionBuilder.whole(store.ruleset().orElseThrow()));
        return booted.observe().equals(netfilter.observe());
    }

    private List<String> keptReady() {
        List<String> ready = new ArrayList<>();
        store.ruleset().orElseThrow().sets().values().stream()
                .filter(set -> ReadySets.isReadySet(set.name()))
                .forEach(set -> set.members().forEach(member -> ready.add(member.split(",", 2)[0])));
        return ready;
    }

    @Test
    void aBootComesBackToWhatWasApplied() throws HostException {
        apply("before");
        assertThat(keptReady()).isNotEmpty();
        assertThat(asKept()).isTrue();
        Firewall first = store.ruleset().orElseThrow();
        apply("after");
        assertThat(asKept()).isTrue();
        assertThat(store.ruleset()).isNotEqualTo(Optional.of(first));
    }

    /** Power may fail while pods start: the new rules are kept by then, and a pod that has not started is dark in them. */
    @Test
    void newRulesAreKeptBeforeTheFirstPodStarts() throws HostException {
        apply("before");
        List<Firewall> seen = new ArrayList<>();
        List<Firewall> kernel = new ArrayList<>();
        PodmanPort watched = (PodmanPort) Proxy.newProxyInstance(
                PodmanPort.class.getClassLoader(), new Class<?>[] {PodmanPort.class}, (_, method, args) -> {
                    if (method.getName().equals("createPod")) {
                        seen.add(store.ruleset().orElseThrow());
                        kernel.add(netfilter.observe());
                    }
                    try {
                        return method.invoke(podman, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Reconciler slow = new Reconciler(watched, netfilter, store);
        Planned planned = slow.plan(wanted("after"), "after", true);
        slow.apply(planned, Progress.SILENT);
        assertThat(seen).isNotEmpty();
        Firewall first = TransactionBuilder.canonical(seen.getFirst());
        assertThat(first.tables()).isEqualTo(kernel.getFirst().tables());
        assertThat(first.sets()).isEqualTo(kernel.getFirst().sets());
    }

    /** Somebody else may have the address after a boot. */
    @Test
    void addressesOfOthersAreNotReadyInIt() throws HostException {
        Attachment place =
                new Attachment("stays", List.of(Ip.of(LEASE)), List.of(), Optional.empty(), Optional.empty());
        apply("before");
        podman.addForeign(new ForeignContainer("legacy", new TreeMap<>(), List.of(place)));
        apply("before");
        assertThat(netfilter.isReady(LEASE)).isTrue();
        assertThat(keptReady()).isNotEmpty().doesNotContain(LEASE);
        assertThat(asKept()).isFalse();
    }

    @Test
    void whatCouldNotBeEnforcedIsNotKept() throws HostException {
        apply("before");
        Optional<Firewall> kept = store.ruleset();
        netfilter.failWhen(line -> line.startsWith("*mangle"));
        reconciler.apply(reconciler.plan(wanted("after"), "after", true), Progress.SILENT);
        assertThat(store.ruleset()).isEqualTo(kept).isPresent();
    }

    /** After an update from a podseg that kept none, or where somebody removed it. */
    @Test
    void aPlanWithoutChangesKeepsItTooAndNothingElseDoes() throws HostException {
        apply("before");
        MemoryStore other = new MemoryStore();
        other.save(store.load().orElseThrow());
        Reconciler later = new Reconciler(podman, netfilter, other);
        later.confirm(later.plan(wanted("after"), "after", true));
        assertThat(other.ruleset()).isEmpty();
        Planned nothing = later.plan(wanted("before"), "before", true);
        assertThat(nothing.plan().isEmpty()).isTrue();
        later.confirm(nothing);
        assertThat(other.ruleset()).isEqualTo(store.ruleset());
    }

    @Test
    void goesWithTheLastObject() throws HostException {
        apply("before");
        reconciler.apply(reconciler.planDestroy(), Progress.SILENT);
        assertThat(store.ruleset()).isEmpty();
        assertThat(netfilter.observe().table(Family.V4).chains()).isEmpty();
        reconciler.confirm(reconciler.planDestroy());
        assertThat(store.ruleset()).isEmpty();
    }
}
